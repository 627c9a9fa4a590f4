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
    /// <param name="form">Which of the page's forms it was, as it named its decision; empty where there is only one.</param>
    public string Seal(UserId by, Reply.Refused refused, string written, string form = "") =>
        _protector.Protect(JsonSerializer.Serialize(new Sealed(by.Value, refused.Why, refused.Remedy, written.Length > Run.ReasonLength ? written[..Run.ReasonLength] : written, form)), Life);

    /// <summary>Null when it is not one, not this person's, or too old.</summary>
    public RefusedForm? Open(UserId by, string? answer)
    {
        if (string.IsNullOrEmpty(answer)) return null;
        try
        {
            return JsonSerializer.Deserialize<Sealed>(_protector.Unprotect(answer)) is { } a && a.By == by.Value ? new RefusedForm(new Reply.Refused(a.Why, a.Remedy), a.Written, a.Form) : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private sealed record Sealed(string By, string Why, string Remedy, string Written, string Form);
}

/// <summary>A form that was refused.</summary>
/// <param name="Written">The reason that stood in it.</param>
/// <param name="Form">Which of the page's forms it was; empty where there is only one.</param>
public sealed record RefusedForm(Reply.Refused Refused, string Written, string Form);
