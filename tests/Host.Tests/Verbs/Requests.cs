using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Portal.Host.Wire;

namespace Portal.Host.Tests.Verbs;

public sealed class Requests : IDisposable
{
    private readonly TestHost _host = new();

    public void Dispose() => _host.Dispose();

    private async Task<(int Code, string[] Lines)> Send(string input)
    {
        using MemoryStream output = new();
        int code = await new Session(_host.Roots, TimeProvider.System, Environment.ProcessPath!)
            .Run(new MemoryStream(Encoding.UTF8.GetBytes(input)), new Answers(output));
        return (code, Encoding.UTF8.GetString(output.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("null\n")]
    [InlineData("ls -la\n")]
    [InlineData("{\"verb\":\n")]
    [InlineData("{\"verb\":\"shell\"}\n")]
    [InlineData("{\"verb\":\"status\"}\n")]
    [InlineData("{\"verb\":\"start\",\"key\":\"k\"}\n")]
    [InlineData("{\"verb\":\"start\",\"key\":\"k\",\"job\":{\"kind\":\"erase\"}}\n")]
    [InlineData("{\"verb\":\"start\",\"key\":\"k\",\"job\":{\"kind\":\"install\"}}\n")]
    [InlineData("{\"verb\":\"start\",\"key\":\"k\",\"job\":{\"kind\":\"install\",\"packages\":[null]}}\n")]
    [InlineData("{\"verb\":\"start\",\"key\":\"k\",\"job\":{\"kind\":\"scan\",\"limitSeconds\":0}}\n")]
    [InlineData("{\"verb\":\"start\",\"key\":\"k\",\"job\":{\"kind\":\"reboot\",\"bootId\":\"any\"}}\n")]
    [InlineData("{\"verb\":\"start\",\"key\":\"k\",\"job\":{\"kind\":\"switchover\",\"from\":\"a\",\"to\":\"a\"}}\n")]
    public async Task What_is_no_request_is_refused_with_a_sentence_and_starts_nothing(string input)
    {
        (int code, string[] lines) = await Send(input);
        Assert.Equal(2, code);
        Refusal refusal = JsonSerializer.Deserialize(Assert.Single(lines), WireJson.Default.Refusal)!;
        Assert.EndsWith(".", refusal.Error);
        Assert.Empty(Directory.GetFileSystemEntries(_host.Roots.Jobs));
    }

    [Fact]
    public async Task A_request_without_an_end_is_cut_off_at_its_longest()
    {
        (int code, string[] lines) = await Send(new string('x', RequestLine.Longest + 1));
        Assert.Equal(2, code);
        Assert.Contains("longer than", Assert.Single(lines));
    }

    [Fact]
    public async Task A_caller_that_says_nothing_is_waited_for_ten_seconds()
    {
        FakeTimeProvider clock = new();
        Task<Request> reading = RequestLine.Read(new Silence(), clock);
        clock.Advance(RequestLine.Limit - TimeSpan.FromMilliseconds(1));
        Assert.False(reading.IsCompleted);
        clock.Advance(TimeSpan.FromMilliseconds(1));
        await Assert.ThrowsAsync<RefusalException>(() => reading);
    }

    [Theory]
    [InlineData("20261122-K7F4Q.B7.1", true)]
    [InlineData("..", false)]
    [InlineData(".hidden", false)]
    [InlineData("-x", false)]
    [InlineData("a/b", false)]
    [InlineData("a b", false)]
    [InlineData("a;b", false)]
    [InlineData("ä", false)]
    [InlineData("", false)]
    public void A_key_is_safe_as_a_name(string key, bool good) => Assert.Equal(good, Passes(() => Checks.Key(key)));

    [Theory]
    [InlineData("libstdc++6", true)]
    [InlineData("libc6:i386", true)]
    [InlineData("a", false)]
    [InlineData("-o", false)]
    [InlineData("--allow-downgrades", false)]
    [InlineData("foo=1", false)]
    [InlineData("foo/sid", false)]
    [InlineData("Foo", false)]
    [InlineData("foo*", false)]
    [InlineData("foo:", false)]
    [InlineData("./foo.deb", false)]
    public void A_package_name_follows_Debians_grammar(string name, bool good) => Assert.Equal(good, Checks.IsName(name));

    [Theory]
    [InlineData("1:2.36-9+deb12u14", true)]
    [InlineData("15.20-0+deb12u1", true)]
    [InlineData("0~20240101", true)]
    [InlineData("1.0-", false)]
    [InlineData("1.0+", false)]
    [InlineData("x:1", false)]
    [InlineData("-1", false)]
    [InlineData("1 2", false)]
    [InlineData("1$(id)", false)]
    [InlineData(":", false)]
    public void A_version_follows_Debians_grammar(string version, bool good) => Assert.Equal(good, Checks.IsVersion(version));

    [Fact]
    public void A_package_is_named_once() =>
        Assert.False(Passes(() => Checks.Packages([new("app", "1.0"), new("app", "1.1")])));

    [Fact]
    public async Task Installed_versions_come_back_without_what_is_not_installed()
    {
        _host.Write("var/lib/dpkg/status", Sample.Text("dpkg-1.21.22-status"));
        (int code, string[] lines) = await Send("""{"verb":"installed","packages":[{"name":"libc6","version":""},{"name":"none-such","version":""}]}""" + "\n");
        Assert.Equal(0, code);
        InstalledPackages found = JsonSerializer.Deserialize(Assert.Single(lines), WireJson.Default.InstalledPackages)!;
        Assert.Equal([new("libc6", "2.36-9+deb12u14")], found.Packages);
        Assert.False(found.RebootRequired);
    }

    [Fact]
    public async Task The_program_itself_says_hello_and_never_looks_at_its_arguments_or_the_original_command()
    {
        string program = Path.Combine(AppContext.BaseDirectory, "portal-host");
        ProcessStartInfo start = new(program, ["facts", "--help"]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.Environment["SSH_ORIGINAL_COMMAND"] = "facts";
        using Process process = Process.Start(start)!;
        await process.StandardInput.WriteLineAsync("{\"verb\":\"hello\"}");
        Hello hello = JsonSerializer.Deserialize((await process.StandardOutput.ReadLineAsync())!, WireJson.Default.Hello)!;
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
        Assert.Equal(Hello.CurrentProtocol, hello.Protocol);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(program))), hello.Sha256);
    }

    private static bool Passes(Func<object> check)
    {
        try
        {
            check();
            return true;
        }
        catch (RefusalException)
        {
            return false;
        }
    }

    /// <summary>A caller that never sends anything.</summary>
    private sealed class Silence : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            new(new TaskCompletionSource<int>().Task);
    }
}
