using Xunit.Sdk;

// One lab, two cores, and portals that are watched by the second: one test after the other.
[assembly: Xunit.v3.Parallelization(Mode = ParallelMode.None)]
// One browser serves all.
[assembly: AssemblyFixture(typeof(Portal.Browser.Tests.People.Chrome))]
