using Portal.Core.Pairs;
using Portal.Core.Ports;
using Portal.Host.Wire;
using Portal.Remoting.Patchers.Apt;

namespace Portal.Remoting.Tests.Apt;

public sealed class AptPatcherTests
{
    private static readonly PackageVersion App = new("lab-app", "1.1");
    private static readonly PackageVersion Kernel = new("lab-kernel", "1.1");

    [Fact]
    public void All_approved_versions_installed_is_a_success_that_says_whether_a_restart_is_left()
    {
        var report = Verify(new([new("lab-app", "1.1"), new("lab-kernel", "1.1")], [], RebootRequired: true));

        Assert.Equal(EffectState.Succeeded, report.State);
        Assert.True(report.RebootRequired);
    }

    [Fact]
    public void A_version_that_is_newer_than_the_approved_one_fails_too()
    {
        var report = Verify(new([new("lab-app", "1.2"), new("lab-kernel", "1.1")], [], RebootRequired: false));

        Assert.Equal(EffectState.Failed, report.State);
        Assert.Contains("lab-app is 1.2, not 1.1", report.Detail, StringComparison.Ordinal);
        Assert.NotEmpty(report.Remedy);
    }

    [Fact]
    public void A_package_that_is_not_installed_fails()
    {
        Assert.Contains("lab-kernel is not installed", Verify(new([new("lab-app", "1.1")], [], false)).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_package_that_dpkg_left_unfinished_fails_even_beside_the_right_versions()
    {
        var report = Verify(new([new("lab-app", "1.1"), new("lab-kernel", "1.1")], ["mdadm"], false));

        Assert.Equal(EffectState.Failed, report.State);
        Assert.Contains("mdadm", report.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void An_install_names_exactly_the_approved_versions()
    {
        var job = AptPatcher.Install([App, Kernel], TimeSpan.FromMinutes(1));

        Assert.Equal([new("lab-app", "1.1"), new("lab-kernel", "1.1")], job.Packages);
        Assert.Equal(60, job.LimitSeconds);
    }

    private static EffectReport Verify(InstalledPackages found) => AptPatcher.Verify(Identity.Primary, [App, Kernel], found);
}
