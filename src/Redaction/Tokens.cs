// Tokens that their form tells, wherever they stand.

namespace ApiFunc.Redaction;

internal static class Tokens
{
    // A class of characters before the last one of a form is shorter, or there is no token.
    private const int MaxPartLength = 400;

    // After the last dollar sign of a password hash.
    private const int MinHashLength = 8;

    /// <summary>Masks tokens after the literal beginning that tells whose they are.</summary>
    public static void Mask(string text, Replacements replacements)
    {
        for (var at = 0; at < text.Length;)
        {
            var start = TokenTable.FindStart(text, at, out var link);
            at = start + 1;
            if (link == 0 || !IsWordStart(text, start))
                continue;

            for (; link > 0; link = TokenTable.NextForm(link))
            {
                var isToken = Match(text, start, TokenTable.FormOf(link), out var body, out var end);
                at = Math.Max(at, end);
                if (!isToken)
                    continue;
                replacements.Add(body, end);
                break;
            }
        }
    }

    /// <summary>Masks tokens that contain a mark, or end with it.</summary>
    public static void MaskMarked(string text, Replacements replacements)
    {
        // Replacements are added from the beginning of a text to its end: all are collected first.
        List<(int Start, int End)>? found = null;
        foreach (var (first, mark) in TokenTable.Marked)
            FindMarked(text, first, mark, ref found);

        if (found is null)
            return;

        found.Sort();
        foreach (var (from, to) in found)
            replacements.Add(from, to);
    }

    private static void FindMarked(string text, FormClass first, string mark, ref List<(int Start, int End)>? found)
    {
        for (var at = 0; text.AsSpan(at).IndexOf(mark) is var distance and >= 0;)
        {
            var sign = at + distance;
            at = sign + 1;
            if (!Match(text, sign, first.Next, out _, out var end))
                continue;

            var start = sign;
            while (start > 0 && sign - start <= first.MinLength && first.Contains(text[start - 1]))
                start--;
            if (sign - start > first.MinLength && start > 0 && IsEscape(text[start - 1], text[start]))
                start++;
            if (first.IsExact ? sign - start != first.MinLength : sign - start < first.MinLength)
                continue;

            while (!first.IsExact && start > 0 && sign - start < MaxPartLength && first.Contains(text[start - 1]))
                start--;
            (found ??= []).Add((start, end));
            at = end;
        }
    }

    /// <summary>Whether a text has a form at a position.</summary>
    /// <param name="text">The text.</param>
    /// <param name="at">The position.</param>
    /// <param name="form">The form's position in the table.</param>
    /// <param name="body">Where its first class of characters begins.</param>
    /// <param name="end">Where it ends; if the text does not have the form, up to where no other one begins.</param>
    private static bool Match(string text, int at, int form, out int body, out int end)
    {
        body = end = 0;
        while (!TokenTable.IsEnd(form))
        {
            if (!TokenTable.IsClass(form))
            {
                if (at >= text.Length || text[at] != TokenTable.Literal(form))
                    return false;
                at++;
                form++;
                continue;
            }

            var part = TokenTable.ReadClass(form);
            form = part.Next;
            var isLast = TokenTable.IsEnd(form);
            body = body == 0 ? at : body;
            var max = part.IsExact ? part.MinLength + 1 : isLast ? text.Length : MaxPartLength;
            var length = CharacterClass.Length(text, at, part.Name, max);
            if (length < part.MinLength || (part.IsExact && length > part.MinLength) || (!isLast && length == MaxPartLength))
                return false;

            var run = text.AsSpan(at, length);
            at += length;
            if (!part.IsExact && isLast)
                end = at;
            if (part.NeedsDigit && !run.ContainsAnyInRange('0', '9'))
                return false;
            if ((part.NeedsBothCases && !HasBothCases(run)) || (part.IsPasswordHash && !EndsWithHash(run)))
                return false;
            if (isLast && run[^1] == '.' && length > part.MinLength)
                at--; // a full stop
        }

        // After a mark at the end of a form a word ends.
        if (!TokenTable.EndsWithClass(form) && at < text.Length && ShellText.IsNameCharacter(text[at]))
            return false;

        end = at;
        return true;
    }

    /// <summary>Whether a word begins at a position. Before it may be an escape of JSON (<c>\n</c>) or of a URL (<c>%3D</c>).</summary>
    private static bool IsWordStart(string text, int at)
    {
        if (at == 0 || !ShellText.IsNameCharacter(text[at - 1]))
            return true;
        if (at >= 2 && IsEscape(text[at - 2], text[at - 1]))
            return true;
        return at >= 3 && text[at - 3] == '%' && char.IsAsciiHexDigit(text[at - 2]) && char.IsAsciiHexDigit(text[at - 1]);
    }

    private static bool IsEscape(char backslash, char letter) => backslash == '\\' && (letter is 'n' or 'r' or 't');

    /// <summary>Whether a password hash ends a run, and no variables of a shell: there is a digit, and a long part at its end.</summary>
    private static bool EndsWithHash(ReadOnlySpan<char> run) =>
        run.ContainsAnyInRange('0', '9') && run.LastIndexOf('$') is >= 0 and var last && run.Length - last > MinHashLength;

    private static bool HasBothCases(ReadOnlySpan<char> text) => text.ContainsAnyInRange('A', 'Z') && text.ContainsAnyInRange('a', 'z');
}
