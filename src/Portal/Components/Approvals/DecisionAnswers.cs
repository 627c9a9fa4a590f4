using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Portal.Core.People;
using Portal.Core.Runs;
using Portal.Runs;

namespace Portal.Components.Approvals;

/// <summary>Carries a refusal from the POST to the page that shows it: sealed, so that nobody can put words into the portal's mouth with a link.</summary>
public sealed class DecisionAnswers(IDataProtectionProvider protection)
{
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(5);
    private readonly ITimeLimitedDataProtector _protector = protection.CreateProtector("Portal.Decisions.Answer").ToTimeLimitedDataProtector();

    /// <summary>Text for a URL; only the person to whom it was said can open it, for 5 minutes.</summary>
    /// <param name="written">The reason, so that it need not be written again.</param>
    public string Seal(UserId by, Reply.Refused refused, string written) =>
        _protector.Protect(JsonSerializer.Serialize(new Answer(by.Value, refused.Why, refused.Remedy, written.Length > Run.ReasonLength ? written[..Run.ReasonLength] : written)), Life);

    /// <summary>Null when it is not one, not this person's, or too old.</summary>
    public (Reply.Refused Refused, string Written)? Open(UserId by, string? answer)
    {
        if (string.IsNullOrEmpty(answer)) return null;
        try
        {
            return JsonSerializer.Deserialize<Answer>(_protector.Unprotect(answer)) is { } a && a.By == by.Value ? (new Reply.Refused(a.Why, a.Remedy), a.Written) : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private sealed record Answer(string By, string Why, string Remedy, string Written);
}
