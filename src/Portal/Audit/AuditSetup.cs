using Portal.Audit.Exports;
using Portal.Audit.Signing;

namespace Portal.Audit;

/// <summary>Sets up what the audit trail is read, verified, signed and exported with.</summary>
internal static class AuditSetup
{
    /// <param name="keyFile">Path of the private key that signs checkpoints.</param>
    public static IServiceCollection AddAudit(this IServiceCollection services, ProofSettings settings, string keyFile)
    {
        services.AddSingleton<LedgerProof>();
        services.AddSingleton<EntryProofs>();
        services.AddSingleton(settings);
        services.AddSingleton<CheckpointStore>();
        services.AddSingleton<CheckpointCheck>();
        // Opened by whoever needs it first, and refused then: a lost key ends the start.
        services.AddSingleton(at => new Lazy<Signer>(() => Signer.Open(keyFile, at.GetRequiredService<CheckpointStore>(), at.GetRequiredService<TimeProvider>())));
        services.AddSingleton<ProvenExport>();
        services.AddSingleton<KeyDesk>();
        foreach (var file in settings.AnchorFiles) services.AddSingleton<IAnchor>(new FileAnchor(file));
        if (settings.Syslog is { } syslog) services.AddSingleton<IAnchor>(at => new SyslogAnchor(syslog, at.GetRequiredService<TimeProvider>()));
        foreach (var hook in settings.Webhooks) services.AddSingleton<IAnchor>(at => new WebhookAnchor(hook, at.GetRequiredService<TimeProvider>()));
        services.AddSingleton<Checkpointer>();
        services.AddSingleton<ISigningState>(at => at.GetRequiredService<Checkpointer>());
        services.AddSingleton<IAnchorWatch>(at => at.GetRequiredService<Checkpointer>());
        services.AddHostedService(at => at.GetRequiredService<Checkpointer>());
        return services;
    }
}
