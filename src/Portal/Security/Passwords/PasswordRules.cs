using System.Collections.Frozen;
using System.Globalization;
using Microsoft.AspNetCore.Identity;
using Portal.Security.Stores;

namespace Portal.Security.Passwords;

/// <summary>What a password must be, after NIST SP 800-63B: long, and none that everybody tries; no rules about kinds of characters.</summary>
internal sealed class PasswordRules : IPasswordValidator<PortalUser>
{
    public const int Shortest = 12, Longest = 128;

    /// <summary>For the hint beside the field.</summary>
    public const string Hint = "At least 12 characters; a few words that do not belong together are good. Spaces are allowed.";

    private static readonly FrozenSet<string> Common = Load();

    public Task<IdentityResult> ValidateAsync(UserManager<PortalUser> manager, PortalUser user, string? password)
    {
        ArgumentNullException.ThrowIfNull(user);
        var why = Objection(user.UserName, password ?? "");
        return Task.FromResult(why is null ? IdentityResult.Success : IdentityResult.Failed(new IdentityError { Code = "Password", Description = why }));
    }

    /// <summary>Why the password is refused, as a sentence; null when it is fine.</summary>
    public static string? Objection(string userName, string password)
    {
        var length = new StringInfo(password).LengthInTextElements;
        if (length < Shortest) return $"The password has {length} characters; it needs at least {Shortest}.";
        if (password.Length > Longest) return $"The password has {password.Length} characters; at most {Longest} are possible.";
        if (userName.Length >= 4 && password.Contains(userName, StringComparison.OrdinalIgnoreCase)) return "The password contains the name. Choose another one.";
        if (password.Distinct().Count() < 5) return "The password repeats a few characters. Choose another one.";
        if (IsSequence(password)) return "The password is a sequence. Choose another one.";
        return IsCommon(password) ? "The password is one of those that everybody tries. Choose another one." : null;
    }

    // 'P4ssw0rd!2026' is 'password' to whoever guesses, and so is 'pass-word-1234'.
    private static bool IsCommon(string password)
    {
        var lower = password.ToLowerInvariant();
        var first = lower.AsSpan().IndexOfAnyInRange('a', 'z');
        if (first < 0) return false;
        var core = lower[first..(lower.AsSpan().LastIndexOfAnyInRange('a', 'z') + 1)];
        return Common.Contains(string.Concat(lower.Where(char.IsAsciiLetter)))
            || Common.Contains(string.Concat(core.Select(Letter).Where(char.IsAsciiLetter)));
    }

    private static char Letter(char c) => c switch
    {
        '0' => 'o',
        '1' or '!' => 'i',
        '3' => 'e',
        '4' or '@' => 'a',
        '5' or '$' => 's',
        '7' => 't',
        _ => c,
    };

    private static bool IsSequence(string password)
    {
        var steps = password.Zip(password.Skip(1), (one, next) => next - one).Distinct().ToArray();
        return steps is [1] or [-1];
    }

    private static FrozenSet<string> Load()
    {
        using var stream = typeof(PasswordRules).Assembly.GetManifestResourceStream("common-passwords.txt")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(line => !line.StartsWith('#')).ToFrozenSet(StringComparer.Ordinal);
    }
}
