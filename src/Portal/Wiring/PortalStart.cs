using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Portal.Audit;
using Portal.Audit.Signing;
using Portal.Core.Audit;
using Portal.Core.Pairs;
using Portal.Keeping;
using Portal.Keeping.Archiving;
using Portal.Notifications;
using Portal.Notifications.Settings;
using Portal.Remoting;
using Portal.Runs;
using Portal.Security;
using Portal.Security.Credentials;
using Portal.Security.Invitations;
using Portal.Security.People;
using Portal.Security.SetUp;
using Portal.Storage;
using Portal.Views;
using Portal.Wiring.Configuration;
using Portal.Wiring.Demo;

namespace Portal.Wiring;

/// <summary>Starts the portal, or says in sentences why it cannot: a wrong configuration is no crash.</summary>
internal static class PortalStart
{
    /// <returns>The exit code: 0, or 1 when the portal could not start.</returns>
    public static async Task<int> Run(string[] args)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            ContentRootPath = ContentRoot.Find(AppContext.BaseDirectory),
        });
        // The manifest of a build is otherwise read in Development only; a published portal has none and needs none.
        builder.WebHost.UseStaticWebAssets();

        // Its lines name the address of each request, and one-time links are addresses: whoever turns up the log of the web server must not collect them.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning);

        builder.WebHost.ConfigureKestrel(options => options.AddServerHeader = false);

        var (settings, faults) = Check(builder);
        if (!faults.IsEmpty) return Refuse(faults);
        Compose(builder, settings);
        await using var app = builder.Build();
        try
        {
            // First, so that the container removes its folder last.
            app.Services.GetService<DemoDatabase>();
            // Before anybody has the database open.
            if (await app.Services.GetRequiredService<ArchiveAtStart>().Run() is { } archived) Console.Out.WriteLine($"\n{archived}\n");
            app.Services.GetRequiredService<ILedger>();
            app.UseWeb();
            await app.RunAsync();
            return 0;
        }
        catch (StorageRefusedException fault)
        {
            return Refuse([fault.Message]);
        }
        catch (OptionsValidationException fault)
        {
            return Refuse([.. fault.Failures]);
        }
        catch (IOException fault) when (fault.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            return Refuse([$"{fault.Message} Stop the other program, or listen elsewhere with --urls http://127.0.0.1:5090."]);
        }
    }

    /// <summary>Reads what has to be right before anything is made; returns all that is wrong with it.</summary>
    private static (Settings Settings, ImmutableArray<string> Faults) Check(WebApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        if (builder.Environment.IsEnvironment(DemoSettings.Environment) && ListenAddresses.AreUsual(configuration))
            builder.WebHost.UseUrls("http://127.0.0.1:5080");
        var faults = new SettingFaults(new SettingOrigins(configuration));
        var addresses = ListenAddresses.Read(configuration);
        var web = WebSettings.Read(configuration, addresses, faults);
        var pairs = PairsConfiguration.Read(configuration, faults);
        var settings = new Settings(
            web, ApprovalSettings.Read(configuration, faults), AccountSettings.Read(configuration, faults), pairs,
            NotificationsConfiguration.Read(configuration, web.PublicUrl, faults), ProofSettings.Read(configuration, faults), BackupSettings.Read(configuration, faults), ArchiveSettings.Read(configuration, faults));
        if (DemoSettings.IsOn(configuration)) DemoSettings.Check(builder.Environment.EnvironmentName, addresses, pairs, faults);
        return (settings, faults.Sentences);
    }

    private static void Compose(WebApplicationBuilder builder, Settings settings)
    {
        var (services, configuration) = (builder.Services, builder.Configuration);
        if (DemoSettings.IsOn(configuration) && string.IsNullOrWhiteSpace(configuration["Storage:Database"]))
        {
            var demo = new DemoDatabase();
            configuration.AddInMemoryCollection([new("Storage:Database", demo.Path)]);
            // A factory, so that the container disposes of it.
            services.AddSingleton(_ => demo);
        }
        var database = DatabaseFile.Locate(configuration["Storage:Database"], builder.Environment.ContentRootPath);
        services.AddStorage(configuration);
        services.AddRemoting();
        services.PostConfigure<RemotingOptions>(options => Anchor(options, builder.Environment.ContentRootPath, configuration["Remoting:DataFolder"], Path.GetDirectoryName(database)!));
        services.AddAudit(settings.Proof, settings.Proof.KeyFile is { } own ? Path.GetFullPath(own, builder.Environment.ContentRootPath) : Path.Combine(Path.GetDirectoryName(database)!, "keys", "audit-signing.pem"));
        services.AddSingleton<PeopleDesk>();
        services.AddSingleton<ConfirmDesk>();
        services.AddSingleton<IViewDesk, ViewDesk>();
        services.AddPortalIdentity(settings.Web, Path.Combine(Path.GetDirectoryName(database)!, "keys"));
        services.AddSingleton(settings.Web);
        services.AddSingleton(settings.Approvals);
        services.AddSingleton(settings.Accounts);
        services.AddSingleton<IPairCatalog>(new DeclaredPairs(settings.Pairs));
        services.AddSingleton<SetUpLink>();
        services.AddScoped<FirstPeople>();
        services.AddSingleton<DemoPeople>();
        services.AddSingleton(new ConsoleNotes(Console.Out));
        services.AddHostedService<StartNotes>();
        services.AddNotifications(settings.Notifications);
        services.AddKeeping(settings.Backup, settings.Archive, database);
        builder.AddRuns(Path.Combine(Path.GetDirectoryName(database)!, "output"));
        builder.AddWeb(settings.Web);
    }

    // Relative paths count from the content root, never from where the portal happened to be started.
    private static void Anchor(RemotingOptions options, string root, string? dataFolder, string beside)
    {
        options.DataFolder = string.IsNullOrWhiteSpace(dataFolder) ? beside : Path.GetFullPath(dataFolder, root);
        options.HostProgram = Path.GetFullPath(options.HostProgram, root);
    }

    private static int Refuse(ImmutableArray<string> sentences)
    {
        Console.Error.WriteLine("The portal did not start:");
        foreach (var sentence in sentences) Console.Error.WriteLine($"  {sentence}");
        return 1;
    }

    /// <summary>What has to be right before anything is made.</summary>
    private sealed record Settings(WebSettings Web, ApprovalSettings Approvals, AccountSettings Accounts, ImmutableArray<Pair> Pairs, NotificationSettings Notifications, ProofSettings Proof, BackupSettings? Backup, ArchiveSettings? Archive);
}
