using Microsoft.Extensions.Time.Testing;
using Portal.Host.Jobs;
using Portal.Host.Linux;
using Portal.Host.Wire;

namespace Portal.Host.Tests;

/// <summary>A server's file system in a temporary folder, with small scripts in place of its tools.</summary>
internal sealed class TestHost : IDisposable
{
    internal const string Boot = "11111111-1111-1111-1111-111111111111";

    internal TestHost()
    {
        Roots = new(Directory.CreateTempSubdirectory("portal-host-").FullName);
        Directory.CreateDirectory(Roots.Jobs);
        Write("proc/sys/kernel/random/boot_id", Boot + "\n");
        Write("proc/sys/kernel/hostname", "pg1\n");
        Write("proc/locks", "");
        Write("var/lib/dpkg/status", "Package: dpkg\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1.21.22\n");
        Directory.CreateDirectory(Roots.At("var/cache/apt"));
        Directory.CreateDirectory(Roots.At("usr"));
        Tool("systemd-run", "");
    }

    internal HostRoots Roots { get; }
    internal FakeTimeProvider Time { get; } = new(DateTimeOffset.Parse("2026-11-22T12:00:00Z", System.Globalization.CultureInfo.InvariantCulture));
    internal JobLook Look => new(Roots, Time);
    internal JobRun Runner => new(Roots, TimeProvider.System);

    internal JobFolder Folder(string key) => JobFolder.Of(Roots, key);

    internal void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Roots.At(path))!);
        File.WriteAllText(Roots.At(path), text);
    }

    /// <summary>Puts a shell script in place of a tool; each call leaves a line in 'calls'. $ROOT is the server's root.</summary>
    internal void Tool(string name, string script)
    {
        string path = "usr/bin/" + name;
        Write(path, $"#!/bin/sh\nROOT='{Roots.Root}'\necho \"{name} $*\" >>$ROOT/calls\n{script}\n");
        File.SetUnixFileMode(Roots.At(path), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    internal string[] Calls(string tool) =>
        File.Exists(Roots.At("calls")) ? [.. File.ReadLines(Roots.At("calls")).Where(l => l.StartsWith(tool + " ", StringComparison.Ordinal))] : [];

    /// <summary>Records a job as accepted, as a start leaves it behind whose process is gone.</summary>
    internal JobFolder Accepted(string key, Job job)
    {
        JobFolder folder = Folder(key);
        Directory.CreateDirectory(folder.Folder);
        folder.WriteRequest(new(key, job, Time.GetUtcNow().ToUnixTimeMilliseconds(), Boot));
        return folder;
    }

    /// <summary>Accepts a job and does it here and now.</summary>
    internal async Task<JobStatus> Do(string key, Job job)
    {
        Accepted(key, job);
        Assert.Equal(0, await Runner.Run(key));
        return Look.Look(key);
    }

    public void Dispose() => Directory.Delete(Roots.Root, recursive: true);
}
