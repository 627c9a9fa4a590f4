using System.Runtime.InteropServices;
using Portal.Host;
using Portal.Host.Jobs;
using Portal.Host.Linux;

// Only the two words that sudo and systemd pass are known; sshd's forced command passes none,
// and what the client asked for (SSH_ORIGINAL_COMMAND) is never looked at.
string program = Environment.ProcessPath!;
TimeProvider time = TimeProvider.System;
const int standardInput = 0, standardOutput = 1;
Answers answers = new(Console.OpenStandardOutput(), standardOutput, standardInput);
switch (args)
{
    case [AsRoot.Argument]:
        _ = LibC.Umask(0b000_010_111);
        return await AsRoot.Serve(HostRoots.System, time, program, Console.OpenStandardInput(), answers);
    case ["run-job", var key]:
        _ = LibC.Umask(0b000_010_111);
        // A shutdown waits for the job (KillMode=mixed): its tools are not told, and its result is still written.
        using (PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => signal.Cancel = true))
            return await RunJob(key);
    default:
        return await new Session(HostRoots.System, time, program).Run(Console.OpenStandardInput(), answers);
}

async Task<int> RunJob(string key)
{
    int code = 3;
    int refused = await Refusals.Answer(answers, async () => code = await new JobRun(HostRoots.System, time).Run(Checks.Key(key)));
    return refused == 0 ? code : refused;
}
