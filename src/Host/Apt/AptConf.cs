namespace Portal.Host.Apt;

/// <summary>apt's configuration, as far as single values go: 'APT::Periodic::Enable' -> '1'.</summary>
internal sealed class AptConf
{
    private readonly Dictionary<string, string> _values = new(StringComparer.OrdinalIgnoreCase);

    internal string? this[string key] => _values.GetValueOrDefault(key);

    /// <summary>Adds a file's text over what earlier files said.</summary>
    internal void Add(string text)
    {
        Stack<string> scopes = new();
        List<string> statement = [];
        foreach (string token in Tokens(text))
        {
            switch (token)
            {
                case "{":
                    scopes.Push(Within(scopes, statement.FirstOrDefault() ?? ""));
                    statement.Clear();
                    break;
                case "}":
                    scopes.TryPop(out _);
                    statement.Clear();
                    break;
                case ";":
                    Set(scopes, statement);
                    statement.Clear();
                    break;
                default:
                    statement.Add(token);
                    break;
            }
        }
    }

    private void Set(Stack<string> scopes, List<string> statement)
    {
        if (statement is ["#clear", var cleared])
        {
            foreach (string key in _values.Keys.Where(k => k == cleared || k.StartsWith(cleared + "::", StringComparison.OrdinalIgnoreCase)).ToArray())
                _values.Remove(key);
        }
        else if (statement is [var name, var value])
        {
            _values[Within(scopes, name)] = value.Trim('"');
        }
    }

    private static string Within(Stack<string> scopes, string name) => scopes.TryPeek(out string? scope) && scope.Length > 0 ? $"{scope}::{name}" : name;

    private static IEnumerable<string> Tokens(string text)
    {
        int at = 0;
        while (at < text.Length)
        {
            char c = text[at];
            int start = at;
            if (char.IsWhiteSpace(c))
                at++;
            else if (IsComment(text, at))
                at = EndOf(text, "\n", at);
            else if (text.AsSpan(at).StartsWith("/*"))
                at = EndOf(text, "*/", at + 2);
            else if (c is '{' or '}' or ';')
                yield return text[at++].ToString();
            else
            {
                at = c == '"' ? EndOf(text, "\"", at + 1) : EndOfWord(text, at);
                yield return text[start..at];
            }
        }
    }

    private static bool IsComment(string text, int at) =>
        text.AsSpan(at).StartsWith("//")
        || (text[at] == '#' && !text.AsSpan(at).StartsWith("#clear") && !text.AsSpan(at).StartsWith("#include"));

    private static int EndOf(string text, string mark, int from)
    {
        int at = text.IndexOf(mark, Math.Min(from, text.Length), StringComparison.Ordinal);
        return at < 0 ? text.Length : at + mark.Length;
    }

    private static int EndOfWord(string text, int at)
    {
        while (at < text.Length && !char.IsWhiteSpace(text[at]) && text[at] is not ('{' or '}' or ';' or '"'))
            at++;
        return at;
    }
}
