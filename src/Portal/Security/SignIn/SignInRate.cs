using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;

namespace Portal.Security.SignIn;

/// <summary>How often one address may send a password: the lock of an account does not stop who tries many names.</summary>
internal static class SignInRate
{
    public const string Policy = "passwords";

    /// <summary>Tries of one address in one minute.</summary>
    public const int PerMinute = 10;

    public static void AddSignInRate(this IServiceCollection services) => services.AddRateLimiter(options =>
    {
        options.AddPolicy(Policy, context => HttpMethods.IsPost(context.Request.Method)
            ? RateLimitPartition.GetFixedWindowLimiter(Address(context), _ => new FixedWindowRateLimiterOptions { PermitLimit = PerMinute, Window = TimeSpan.FromMinutes(1) })
            : RateLimitPartition.GetNoLimiter("reading"));
        options.OnRejected = Refuse;
    });

    /// <summary>Where a browser is, as the server sees it.</summary>
    public static string Address(HttpContext context) => context.Connection.RemoteIpAddress?.ToString() ?? "unknown address";

    private static async ValueTask Refuse(OnRejectedContext context, CancellationToken stop)
    {
        var response = context.HttpContext.Response;
        var wait = context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromMinutes(1);
        response.StatusCode = StatusCodes.Status429TooManyRequests;
        response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        response.ContentType = "text/plain; charset=utf-8";
        await response.WriteAsync($"Too many tries from this address. Nothing was checked. Wait {response.Headers.RetryAfter} s, then go back and try again.", stop);
    }
}
