using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Portal.Core.Audit;
using Portal.Core.People;
using Portal.Live;
using Portal.Security.Sessions;
using Portal.Security.Stores;
using Portal.Storage;
using Portal.Storage.Ledger;

namespace Portal.Tests.Security;

/// <summary>The storage as the portal sets it up, with Identity on it, in a folder of its own.</summary>
internal sealed class TestPeople : IDisposable
{
    public const string Password = "Correct horse battery 1!";

    private readonly string folder = Directory.CreateTempSubdirectory("portal-people-").FullName;
    private readonly ServiceProvider services;
    private readonly IServiceScope scope;

    public TestPeople()
    {
        var setup = new ServiceCollection();
        setup.AddLogging();
        setup.AddSingleton<TimeProvider>(Clock);
        setup.AddSingleton<IHostEnvironment>(new Root(folder));
        setup.AddStorage(new ConfigurationBuilder().Build());
        setup.AddIdentityCore<PortalUser>(options => options.Lockout.MaxFailedAccessAttempts = 5);
        services = setup.BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = true });
        scope = services.CreateScope();
    }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 11, 22, 14, 0, 0, TimeSpan.Zero));

    public string Database => Path.Combine(folder, "data", "portal.db");

    public UserManager<PortalUser> Users => scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>();

    public CurrentActor Actor => scope.ServiceProvider.GetRequiredService<CurrentActor>();

    public IPeople People => services.GetRequiredService<IPeople>();

    public PortalDatabase Storage => services.GetRequiredService<PortalDatabase>();

    public SqliteLedger Ledger => services.GetRequiredService<SqliteLedger>();

    public SessionBook Sessions => services.GetRequiredService<SessionBook>();

    public SecurityJournal Journal => services.GetRequiredService<SecurityJournal>();

    /// <summary>Another request, with its own copies of everybody.</summary>
    public async Task Elsewhere(Func<UserManager<PortalUser>, Task> act)
    {
        using var other = services.CreateScope();
        await act(other.ServiceProvider.GetRequiredService<UserManager<PortalUser>>());
    }

    public async Task<PortalUser> Create(string name, params PortalRole[] roles)
    {
        var user = new PortalUser { UserName = name, Roles = [.. roles] };
        Succeeded(await Users.CreateAsync(user, Password));
        return user;
    }

    /// <summary>Kinds in the stream, oldest first.</summary>
    public IEnumerable<string> Kinds(StreamId stream) => Ledger.Read(stream).Select(entry => entry.Kind);

    /// <summary>The last entry of the stream, as the audit trail tells it.</summary>
    public string Last(StreamId stream) => AuditSentences.Of(Ledger.Read(stream)[^1], AuditNames.Keys with { Person = People.NameOf });

    public static void Succeeded(IdentityResult result) => Assert.True(result.Succeeded, result.ToString());

    public static void Refused(string code, IdentityResult result)
    {
        Assert.False(result.Succeeded);
        Assert.Equal(code, Assert.Single(result.Errors).Code);
    }

    public void Dispose()
    {
        scope.Dispose();
        services.DisposeAsync().AsTask().GetAwaiter().GetResult();
        Directory.Delete(folder, recursive: true);
    }

    private sealed class Root(string path) : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = "Test";
        public string ApplicationName { get; set; } = "Portal";
        public string ContentRootPath { get; set; } = path;
        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
