// Secrets that only the command tells: mysql -px, curl -u user:x, echo root:x | chpasswd.

using System.Buffers;

namespace ApiFunc.Redaction;

/// <summary>Goes through the words of a text from its beginning to its end, and masks the arguments that are secrets.</summary>
internal sealed class CommandArguments(string text, Replacements replacements)
{
    private const int MaxDocumentLines = 16;

    // These are printed to answer a question, or to format what follows.
    private static readonly string[] s_printedAnswers = ["y", "n", "yes", "no", "%s", "%s\\n", "%s:%s", "%s:%s\\n", "%s\\n%s\\n"];

    // After "vault login", in sentences about it.
    private static readonly string[] s_loginWords =
    [
        "failed", "page", "screen", "form", "prompt", "url", "successful", "success", "error", "command", "method", "token",
        "timeout", "timed",
    ];

    private static readonly SearchValues<char> s_pipesAndLines = SearchValues.Create("|\n");
    private static readonly SearchValues<char> s_wordEnds = SearchValues.Create(" \t\r\n\v\f|;&()`<\"'\\");

    private ForwardSearch _pipes = new(text, s_pipesAndLines);
    private CommandState _command;
    private int _commandStart;
    private char _quote; // around the command
    private Expected _expected;
    private char _userSeparator;
    private bool _isPrinting; // echo or printf

    /// <summary>What the next argument is.</summary>
    private enum Expected
    {
        Anything,
        Secret,
        UserAndSecret,
        ValueOfSecretName,
        OptionValue,
    }

    /// <summary>Masks the secrets in the arguments of the commands in a text.</summary>
    public static void Mask(string text, Replacements replacements)
    {
        // Without a blank there is no argument.
        if (text.AsSpan().IndexOfAny(' ', '\t') < 0)
            return;

        var scan = new CommandArguments(text, replacements);
        for (var at = 0; at < text.Length;)
            at = scan.Step(at);
    }

    /// <summary>Handles what begins at a position. Returns where to go on, as do most of the methods below.</summary>
    private int Step(int at)
    {
        var c = text[at];
        if (c is '\n' && (at == 0 || text[at - 1] != '\\'))
            return Reset(at + 1);
        if (char.IsWhiteSpace(c) || (c == '\\' && (_expected == Expected.Anything || ShellText.QuoteLength(text, at) == 0)))
            return at + 1;
        if (c is '|' or ';' or '&' or '(' or ')' or '`')
            return _quote == '\0' && !IsWithinSecret(at) ? Reset(at + 1) : at + 1;
        if (c == '<')
            return Redirection(at);
        if (_expected != Expected.Anything)
            return ExpectedArgument(at);
        if (ShellText.IsQuote(c))
            return Quote(at);

        var end = EndOfBareWord(at);
        var word = text.AsSpan(at, end - at);
        if (_command.IsEntered && _command.Enter(word))
            return end;
        if (CommandTable.Find(word) is var row and >= 0 && !_command.ExpectsPositional)
        {
            Reset(at);
            _command = new CommandState(row);
            return end;
        }

        if (word is "echo" or "printf" || (word is "yes" && !_command.IsEntered))
            return Printed(end);
        if (_isPrinting && word.StartsWith("root:") && word.Length > 5 && !ShellText.IsExpansion(word[5..]))
            replacements.Add(at + 5, ShellText.EndOfWord(text, at + 5));
        return _command.IsEntered ? Word(word, at, end) : end;
    }

    /// <summary>Ends the command.</summary>
    private int Reset(int at)
    {
        (_command, _quote, _expected, _isPrinting, _commandStart) = (default, '\0', Expected.Anything, false, at);
        return at;
    }

    /// <summary>Whether a character that separates commands stands within a secret.</summary>
    private bool IsWithinSecret(int at) =>
        _expected != Expected.Anything && at > 0 && !char.IsWhiteSpace(text[at - 1]) && text[at] is '&' or ';';

    private int Quote(int at)
    {
        // Directly after a word, a quote that opens nothing closes what was opened before the command.
        if (_quote == '\0' && _command.IsEntered && !char.IsWhiteSpace(text[at - 1]) && !ShellText.IsOpeningQuote(text, at))
            return Reset(at + 1);
        if (_command.ExpectsPositional && ShellText.IsOpeningQuote(text, at))
            return Positional(at);
        _quote = _quote == text[at] ? '\0' : _quote == '\0' ? text[at] : _quote;
        return at + 1;
    }

    private int EndOfBareWord(int at)
    {
        var length = text.AsSpan(at + 1).IndexOfAny(s_wordEnds);
        return length < 0 ? text.Length : at + 1 + length;
    }

    /// <summary>A word of the command: an option, an action, or an argument.</summary>
    private int Word(ReadOnlySpan<char> word, int at, int end)
    {
        if (word[0] == '-')
            return Option(word, at, end);
        if (!_command.IsComplete)
            return end;

        if (_command.Has(word))
        {
            // "auth is required": sentences have the words of commands, too.
            if (!ContinuesSentence(ShellText.SkipBlanks(text, end)))
                _expected = Expected.Secret;
            return end;
        }

        if (_command.TakesPairs && word.IndexOf('=') is > 0 and var sign)
            return MaskArgument(at + sign + 1);
        if (_command.TakesSign && word[0] == '>' && word.Length > 1)
            return MaskArgument(at + 1);
        if (_command.TakesNames && IsSecretName(word))
        {
            if (!ContinuesSentence(ShellText.SkipBlanks(text, end)))
                _expected = Expected.ValueOfSecretName;
            return end;
        }

        return _command.ExpectsPositional && word[0] != '>' ? Positional(at) : end;
    }

    private int Option(ReadOnlySpan<char> word, int at, int end)
    {
        _command.AddLetters(word);
        if (!_command.IsComplete || !_command.TakesSecret(word, out var length, out var form))
            return end;

        var isAttached = length < word.Length;
        var attached = isAttached ? at + length + (word[length] == '=' ? 1 : 0) : end;
        switch (form)
        {
            case ':' or '%' or '=' when isAttached:
                return MaskUserAndSecret(attached, form);
            case ':' or '%' or '=':
                (_expected, _userSeparator) = (Expected.UserAndSecret, form);
                return end;
            case '_':
                _expected = isAttached ? Expected.Anything : Expected.OptionValue;
                return end;
            case '@':
                var name = ShellText.SkipBlanks(text, end);
                if (name >= text.Length || ShellText.IsQuote(text[name]))
                    return end;
                var after = EndOfBareWord(name);
                _expected = IsSecretName(text.AsSpan(name, after - name)) ? Expected.Secret : Expected.Anything;
                return after;
        }

        if (isAttached || ShellText.IsOpeningQuote(text, end))
            return MaskArgument(attached);
        if (form != '+')
            _expected = Expected.Secret;
        return end;
    }

    /// <summary>A positional argument, which is masked if it is the secret.</summary>
    private int Positional(int at)
    {
        var isSecret = _command.TakePositional(out var isSent);
        var (start, end, next) = Content(at);
        var content = text.AsSpan(start, end - start);
        if (!isSecret || (isSent && !content.EndsWith("\\r") && !content.EndsWith("\\n")))
            return next;
        if (isSent)
            content = content[..^2].TrimEnd('\\');

        var isSentence = Phrases.ContinuesSentence(content) || IgnoreCase.IsOneOf(content.TrimEnd(".,:;!"), s_loginWords);
        var isUsage = content.StartsWith("[-") || content.StartsWith("[\\-");
        var isAnswer = IgnoreCase.IsOneOf(content, s_printedAnswers);
        if (content.Length > 0 && !isSentence && !isUsage && !isAnswer && !IsPair(content) && !ShellText.IsExpansion(content))
            replacements.Add(start, start + content.Length);
        return next;
    }

    /// <summary>An argument that the option or the word before it made the expected one.</summary>
    private int ExpectedArgument(int at)
    {
        const string value = "--value";
        var expected = _expected;
        _expected = Expected.Anything;
        switch (expected)
        {
            case Expected.UserAndSecret:
                return MaskUserAndSecret(at, _userSeparator);
            case Expected.OptionValue:
                return Content(at).Next;
            case Expected.ValueOfSecretName when text.AsSpan(at).StartsWith(value):
                // occ config:system:set redis password --value=x
                var sign = at + value.Length;
                if (sign < text.Length && text[sign] == '=')
                    return MaskArgument(sign + 1);
                _expected = Expected.Secret;
                return sign;
            case Expected.ValueOfSecretName when text[at] == '-':
                _expected = expected;
                return EndOfBareWord(at);
        }

        // A quote may close what is around the command.
        if (ShellText.QuoteLength(text, at) is > 0 and var length && !ShellText.IsOpeningQuote(text, at))
            return at + length;
        return text[at] == '-' && !_command.TakesAll ? at + 1 : MaskArgument(at);
    }

    /// <summary>Whether a sentence continues with a word, rather than a command.</summary>
    private bool ContinuesSentence(int at) =>
        at < text.Length
        && (Phrases.ContinuesSentence(text.AsSpan(at, EndOfBareWord(at) - at)) || text[at] is ',' or ':' or '.' or '!');

    /// <summary>Whether a word is a pair, <c>username=u</c>, rather than base64 with its padding.</summary>
    private static bool IsPair(ReadOnlySpan<char> word) =>
        word.IndexOf('=') is > 0 and var sign && sign + 1 < word.Length && word[sign + 1] != '='
        && word[..sign].IndexOfAnyExceptInRange('_', 'z') < 0;

    private static bool IsSecretName(ReadOnlySpan<char> word) =>
        SecretNames.Of(word[(word.LastIndexOf('/') + 1)..]) is NameKind.Secret or NameKind.Key;

    private int MaskArgument(int at)
    {
        var isLast = _command.TakesAll;
        var (start, end, next) = Content(at);
        if (end > start && !ShellText.IsExpansion(text.AsSpan(start, end - start)))
            replacements.Add(start, end);
        if (isLast)
            Reset(at);
        return next;
    }

    /// <summary>Masks what follows a user and a separator; the user if nothing follows, because it is a token then.</summary>
    private int MaskUserAndSecret(int at, char separator)
    {
        var (start, end, next) = Content(at);
        if (start > at && next + 1 < text.Length && text[next] == separator && !char.IsWhiteSpace(text[next + 1]))
            return MaskArgument(next + 1);

        var content = text.AsSpan(start, end - start);
        var length = content.IndexOf(separator);
        if (length < 0)
            return next;

        var secretStart = start + length + 1;
        if (start == at && ShellText.IsOpeningQuote(text, secretStart))
            return MaskArgument(secretStart);

        var user = content[..length];
        var secret = content[(length + 1)..];
        if (secret.IsEmpty && separator == ':' && !ShellText.IsExpansion(user))
            replacements.Add(start, start + length);
        else if (!ShellText.IsExpansion(secret))
            replacements.Add(secretStart, end);
        return next;
    }

    /// <summary>The content of an argument without its quotes, and the position after it.</summary>
    private (int Start, int End, int Next) Content(int at)
    {
        if (!ShellText.TryQuoted(text, at, out var start, out var end))
        {
            end = ShellText.EndOfWord(text, at);
            return (at, end, Math.Max(end, at + 1));
        }

        var next = Math.Min(end + start - at, text.Length);
        if (end < text.Length && text[end] is '\r' or '\n')
            next = end;
        if (!ShellText.WordContinues(text, next))
            return (start, end, next);

        end = ShellText.EndOfWord(text, next);
        return (at, end, end);
    }

    /// <summary>The arguments of echo and the like, which are passwords if they are piped into a program that reads one.</summary>
    private int Printed(int at)
    {
        Reset(at);
        _isPrinting = true;
        var pipe = _pipes.Next(at);
        while (pipe < text.Length && text[pipe] == '\n' && text[pipe - 1] == '\\')
            pipe = _pipes.Next(pipe + 1);
        if (pipe >= text.Length || text[pipe] != '|' || PasswordReaders.After(text, ref pipe) is not { } reader)
            return at;

        var mayBeOption = true;
        for (at = SkipToNextArgument(at); at < pipe; at = SkipToNextArgument(at))
        {
            var (start, end, next) = Content(at);
            end = Math.Min(end, pipe);
            if (start < end && (text[start] != '-' || !mayBeOption))
                MaskInput(start, end, reader);
            mayBeOption = mayBeOption && text[at] == '-';
            at = next;
        }

        return pipe;
    }

    private int SkipToNextArgument(int at)
    {
        while (at < text.Length && (ShellText.IsBlank(text[at]) || text[at] is '\n' or ')' or ';' || IsContinuation(at)))
            at++;
        return at;

        bool IsContinuation(int at) => text[at] == '\\' && at + 1 < text.Length && text[at + 1] == '\n';
    }

    /// <summary>Masks what a program reads as a password.</summary>
    private void MaskInput(int start, int end, string reader)
    {
        var input = text.AsSpan(start, end - start);
        if (ShellText.IsExpansion(input) || IgnoreCase.IsOneOf(input, s_printedAnswers) || input is "echo" or "printf")
            return;

        var colon = reader == PasswordReaders.Chpasswd ? input.IndexOf(':') : -1;
        if (colon < 0 || !ShellText.IsExpansion(input[(colon + 1)..]))
            replacements.Add(start + colon + 1, end);
    }

    /// <summary>A here-string (<c>&lt;&lt;&lt; x</c>) or a here-document.</summary>
    private int Redirection(int at)
    {
        if (!text.AsSpan(at).StartsWith("<<"))
            return at + 1;

        var reader = PasswordReaders.Before(text, _commandStart, at);
        if (!text.AsSpan(at).StartsWith("<<<"))
            return reader is null ? at + 2 : HereDocument(at, reader);
        at = ShellText.SkipBlanks(text, at + 3);
        if (reader is null || at >= text.Length)
            return at;

        var (start, end, next) = Content(at);
        if (start < end)
            MaskInput(start, end, reader);
        return next;
    }

    private int HereDocument(int at, string reader)
    {
        var name = ShellText.SkipBlanks(text, at + (at + 2 < text.Length && text[at + 2] == '-' ? 3 : 2));
        name = name < text.Length ? name + ShellText.QuoteLength(text, name) : name;
        var end = name;
        while (end < text.Length && ShellText.IsNameCharacter(text[end]))
            end++;
        if (end == name)
            return at + 2;

        var delimiter = text.AsSpan(name, end - name);
        var line = ShellText.EndOfLine(text, end);
        for (var lines = 0; line < text.Length && lines < MaxDocumentLines; lines++)
        {
            var start = text.IndexOf('\n', line) + 1;
            if (start == 0 || start >= text.Length)
                break;
            line = ShellText.EndOfLine(text, start);
            var content = text.AsSpan(start, line - start);
            if (content.Trim().SequenceEqual(delimiter))
                break;
            if (!content.IsWhiteSpace() && !Replacements.IsMasked(text, start))
                MaskInput(start, line, reader);
        }

        return Math.Max(line, at + 2);
    }
}
