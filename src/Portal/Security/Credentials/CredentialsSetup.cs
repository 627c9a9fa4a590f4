namespace Portal.Security.Credentials;

/// <summary>Sets up fresh credentials at a decision.</summary>
internal static class CredentialsSetup
{
    public static void AddCredentials(this IServiceCollection services)
    {
        services.AddSingleton<Challenges>();
        services.AddScoped<CredentialCheck>();
    }
}
