using System.Security.Cryptography;
using Portal.Host.Apt;
using Portal.Host.Jobs;
using Portal.Host.Linux;
using Portal.Host.Wire;

namespace Portal.Host;

/// <summary>Carries out one request of the portal, without root.</summary>
/// <param name="program">This program's own path.</param>
internal sealed class Session(HostRoots roots, TimeProvider time, string program)
{
    /// <returns>Exit code: 0, or 2 after a refusal.</returns>
    internal Task<int> Run(Stream input, Answers answers) =>
        Refusals.Answer(answers, async () => await Perform(await RequestLine.Read(input, time), answers));

    private async Task Perform(Request request, Answers answers)
    {
        switch (request.Verb)
        {
            case Wire.Verbs.Hello:
                answers.Write(Hello(), WireJson.Default.Hello);
                break;
            case Wire.Verbs.Facts:
                using (FactsReader reader = new(roots, time))
                    answers.Write(await reader.Read(CancellationToken.None), WireJson.Default.HostFacts);
                break;
            case Wire.Verbs.Watch:
                await Watch.Run(roots, time, request.EveryMs, answers);
                break;
            case Wire.Verbs.Start:
                answers.Write(await Start(request), WireJson.Default.JobStatus);
                break;
            case Wire.Verbs.Status:
                answers.Write(new JobLook(roots, time).Look(Checks.Key(request.Key)), WireJson.Default.JobStatus);
                break;
            case Wire.Verbs.Follow:
                await new Follow(roots, time).Run(Checks.Key(request.Key), request.FromLine, answers);
                break;
            case Wire.Verbs.Installed:
                answers.Write(Installed(request), WireJson.Default.InstalledPackages);
                break;
            default:
                throw new RefusalException("The request's verb is not known here.", "Portal and server have different versions of portal-host: enrol the server again.");
        }
    }

    private Hello Hello() => new(
        Wire.Hello.CurrentProtocol,
        typeof(Session).Assembly.GetName().Version?.ToString(3) ?? "",
        Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(program))),
        TextFile.Read(roots.At("proc/sys/kernel/hostname"))?.Trim() ?? "");

    private Task<JobStatus> Start(Request request)
    {
        string key = Checks.Key(request.Key);
        Job job = Checks.Job(request.Job);
        return Environment.IsPrivilegedProcess
            ? new JobStart(roots, time, program).Start(key, job)
            : AsRoot.Start(roots, program, new Request(Wire.Verbs.Start, key, job));
    }

    private InstalledPackages Installed(Request request)
    {
        DpkgStatus status = DpkgStatus.Read(roots);
        WirePackage[] found =
        [
            .. Checks.Names(request.Packages)
                .Select(p => (p.Name, Version: status.Version(p.Name)))
                .Where(p => p.Version is not null)
                .Select(p => new WirePackage(p.Name, p.Version!)),
        ];
        return new(found, [.. status.Unfinished], File.Exists(roots.RebootRequired));
    }
}
