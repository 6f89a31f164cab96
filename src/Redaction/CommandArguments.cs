// Secrets that only the command tells which they are given to: mysql -px, curl -u user:x, echo root:x | chpasswd.

using System.Buffers;

namespace ApiFunc.Redaction;

internal static class CommandArguments
{
    // What may follow `<<<`, `<<` or a pipe and reads a password: programs, and what makes others read one.
    private static readonly string[] ReadersOfPasswords =
    [
        "chpasswd", "passwd", "smbpasswd", "pdbedit", "vncpasswd", "argon2", "kinit", "cryptsetup", "--password-stdin", "--stdin", "-stdin",
        "--with-token", "--passphrase-fd", "hash-pw",
    ];

    // The same of two words.
    private static readonly string[] ReadersOfTwoWords = ["sudo -S", "secret create"];

    // What is printed to answer a question, or to format what is behind it.
    private static readonly string[] Answers = ["y", "n", "yes", "no", "%s", "%s\\n", "%s:%s", "%s:%s\\n", "%s\\n%s\\n"];

    // What stands behind "vault login" in sentences about it.
    private static readonly string[] AboutLogins =
    [
        "failed", "page", "screen", "form", "prompt", "url", "successful", "success", "error", "command", "method", "token", "timeout",
        "timed",
    ];

    private static readonly SearchValues<char> PipesAndLines = SearchValues.Create("|\n");

    private static readonly SearchValues<char> WordEnds = SearchValues.Create(" \t\r\n\v\f|;&()`<\"'\\");

    /// <summary>Masks such arguments.</summary>
    public static void Mask(string text, Replacements replacements)
    {
        // Without a blank there is no argument.
        if (text.AsSpan().IndexOfAny(' ', '\t') < 0)
            return;

        var run = new Run(text, replacements);
        for (var at = 0; at < text.Length;)
            at = run.Step(at);
    }

    /// <summary>One way through the words of a text.</summary>
    private sealed class Run(string text, Replacements replacements)
    {
        private ForwardSearch _pipes = new(text, PipesAndLines);
        private CommandState _command;
        private char _quote;
        private Expectation _expected;
        private char _separator;
        private bool _printsName;
        private int _start;

        /// <summary>What the next word is.</summary>
        private enum Expectation
        {
            Nothing,
            Secret,
            User,
            Name,
            Other,
        }

        /// <summary>Looks at what begins at a position. Returns where to go on.</summary>
        public int Step(int at)
        {
            var c = text[at];
            if (c is '\n' && (at == 0 || text[at - 1] != '\\'))
                return Leave(at + 1);
            if (char.IsWhiteSpace(c) || (c == '\\' && (_expected == Expectation.Nothing || ShellText.QuoteLength(text, at) == 0)))
                return at + 1;
            if (c is '|' or ';' or '&' or '(' or ')' or '`')
                return _quote == '\0' && !IsInWord(at) ? Leave(at + 1) : at + 1;
            if (c == '<')
                return Redirected(at);
            if (_expected != Expectation.Nothing)
                return Argument(at);

            if (ShellText.IsQuote(c))
            {
                // Behind a word, and in front of none: what closes here was opened in front of the command.
                if (_quote == '\0' && _command.IsEntered && !char.IsWhiteSpace(text[at - 1]) && !ShellText.IsOpeningQuote(text, at))
                    return Leave(at + 1);
                if (_command.ExpectsPlace && ShellText.IsOpeningQuote(text, at))
                    return Place(at);
                _quote = _quote == c ? '\0' : _quote == '\0' ? c : _quote;
                return at + 1;
            }

            var end = EndOfBareWord(at);
            var word = text.AsSpan(at, end - at);
            if (_command.IsEntered && _command.Enter(word))
                return end;
            if (CommandTable.Find(word) is var row and >= 0 && !_command.ExpectsPlace)
            {
                Leave(at);
                _command = new CommandState(row);
                return end;
            }

            if (word is "echo" or "printf" || (word is "yes" && !_command.IsEntered))
                return Print(end);
            if (_printsName && word.StartsWith("root:") && word.Length > 5 && !ShellText.IsExpansion(word[5..]))
                replacements.Add(at + 5, ShellText.EndOfWord(text, at + 5));
            return _command.IsEntered ? Word(word, at, end) : end;
        }

        private int Leave(int at)
        {
            (_command, _quote, _expected, _printsName, _start) = (default, '\0', Expectation.Nothing, false, at);
            return at;
        }

        /// <summary>Whether a character that parts commands stands in the midst of a secret.</summary>
        private bool IsInWord(int at) => _expected != Expectation.Nothing && at > 0 && !char.IsWhiteSpace(text[at - 1]) && text[at] is '&' or ';';

        /// <summary>A word behind the command: an option that names a secret, an action, or the secret itself.</summary>
        private int Word(ReadOnlySpan<char> word, int at, int end)
        {
            if (word[0] == '-')
                return Option(word, at, end);
            if (!_command.IsComplete)
                return end;

            if (_command.Has(word))
            {
                // "auth is required": sentences have the words of commands, too.
                if (!IsSaid(ShellText.SkipBlanks(text, end)))
                    _expected = Expectation.Secret;
                return end;
            }

            if (_command.TakesPairs && word.IndexOf('=') is > 0 and var sign)
                return MaskFrom(at + sign + 1);
            if (_command.TakesLiteral && word[0] == '>' && word.Length > 1)
                return MaskFrom(at + 1);
            if (_command.TakesNames && IsSecretName(word))
            {
                if (!IsSaid(ShellText.SkipBlanks(text, end)))
                    _expected = Expectation.Name;
                return end;
            }

            return _command.ExpectsPlace && word[0] != '>' ? Place(at) : end;
        }

        /// <summary>An argument without an option: the secret, if it stands in its place.</summary>
        private int Place(int at)
        {
            var isSecret = _command.TakePlace(out var isSent);
            var (start, end, next) = Content(at);
            var content = text.AsSpan(start, end - start);
            if (!isSecret || (isSent && !content.EndsWith("\\r") && !content.EndsWith("\\n")))
                return next;
            if (isSent)
                content = content[..^2].TrimEnd('\\');
            var isSaid = Phrases.ContinuesSentence(content) || IgnoreCase.IsOneOf(content.TrimEnd(".,:;!"), AboutLogins) || IgnoreCase.IsOneOf(content, Answers);
            isSaid |= content.StartsWith("[-") || content.StartsWith("[\\-"); // usage
            if (content.Length > 0 && !isSaid && !IsPair(content) && !ShellText.IsExpansion(content))
                replacements.Add(start, start + content.Length);
            return next;
        }

        private int Option(ReadOnlySpan<char> word, int at, int end)
        {
            _command.See(word);
            if (!_command.IsComplete)
                return end;

            if (_expected == Expectation.Nothing && _command.TakesSecret(word, out var length, out var form))
            {
                var isAttached = length < word.Length;
                if (form is ':' or '%' or '=')
                {
                    if (isAttached)
                        return MaskUser(at + length + (word[length] == '=' ? 1 : 0), form);
                    (_expected, _separator) = (Expectation.User, form);
                    return end;
                }

                if (form == '_')
                {
                    if (!isAttached)
                        _expected = Expectation.Other;
                    return end;
                }

                if (form == '@')
                {
                    var name = ShellText.SkipBlanks(text, end);
                    if (name >= text.Length || ShellText.IsQuote(text[name]))
                        return end;
                    var behind = EndOfBareWord(name);
                    _expected = IsSecretName(text.AsSpan(name, behind - name)) ? Expectation.Secret : Expectation.Nothing;
                    return behind;
                }

                if (isAttached)
                    return MaskFrom(at + length + (word[length] == '=' ? 1 : 0));
                if (ShellText.IsOpeningQuote(text, end))
                    return MaskFrom(end);
                if (form != '+')
                    _expected = Expectation.Secret;
            }

            return end;
        }

        /// <summary>What an option or a word in front makes a secret.</summary>
        private int Argument(int at)
        {
            var expected = _expected;
            _expected = Expectation.Nothing;
            switch (expected)
            {
                case Expectation.User:
                    return MaskUser(at, _separator);
                case Expectation.Other:
                    return Content(at).Next;
                case Expectation.Name when text.AsSpan(at).StartsWith("--value"):
                    // occ config:system:set redis password --value=x
                    var sign = at + "--value".Length;
                    if (sign < text.Length && text[sign] == '=')
                        return MaskFrom(sign + 1);
                    _expected = Expectation.Secret;
                    return sign;
                case Expectation.Name when text[at] == '-':
                    _expected = expected;
                    return EndOfBareWord(at);
            }

            // A quote may close what is around the command.
            if (ShellText.QuoteLength(text, at) is > 0 and var length && !ShellText.IsOpeningQuote(text, at))
                return at + length;
            return text[at] == '-' && !_command.TakesAll ? at + 1 : MaskFrom(at);
        }

        /// <summary>Whether a word goes on with a sentence.</summary>
        private bool IsSaid(int at) => at < text.Length && (Phrases.ContinuesSentence(text.AsSpan(at, EndOfBareWord(at) - at)) || text[at] is ',' or ':' or '.' or '!');

        /// <summary>Whether a word is a setting, <c>username=u</c>, and no base64 with its padding.</summary>
        private static bool IsPair(ReadOnlySpan<char> word) =>
            word.IndexOf('=') is > 0 and var sign && sign + 1 < word.Length && word[sign + 1] != '=' && word[..sign].IndexOfAnyExceptInRange('_', 'z') < 0;

        private static bool IsSecretName(ReadOnlySpan<char> word) =>
            SecretNames.Of(word[(word.LastIndexOf('/') + 1)..]) is NameKind.Secret or NameKind.Key;

        private int MaskFrom(int at)
        {
            var isLast = _command.TakesAll;
            var (start, end, next) = Content(at);
            if (end > start && !ShellText.IsExpansion(text.AsSpan(start, end - start)))
                replacements.Add(start, end);
            if (isLast)
                Leave(at);
            return next;
        }

        /// <summary>Masks what stands behind the user; the user where nothing does, which is a token then.</summary>
        private int MaskUser(int at, char separator)
        {
            var (start, end, next) = Content(at);
            if (start > at && next + 1 < text.Length && text[next] == separator && !char.IsWhiteSpace(text[next + 1]))
                return MaskFrom(next + 1);

            var user = text.AsSpan(start, end - start);
            var behind = user.IndexOf(separator);
            if (behind < 0)
                return next;
            if (start == at && ShellText.IsOpeningQuote(text, start + behind + 1))
                return MaskFrom(start + behind + 1);

            var password = user[(behind + 1)..];
            if (password.IsEmpty && separator == ':' && !ShellText.IsExpansion(user[..behind]))
                replacements.Add(start, start + behind);
            else if (!ShellText.IsExpansion(password))
                replacements.Add(start + behind + 1, end);
            return next;
        }

        /// <summary>Where a word is, without its quotes, and the position behind it.</summary>
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

        /// <summary>What is printed into a program that reads passwords is one.</summary>
        private int Print(int at)
        {
            Leave(at);
            _printsName = true;
            var pipe = _pipes.Next(at);
            while (pipe < text.Length && text[pipe] == '\n' && text[pipe - 1] == '\\')
                pipe = _pipes.Next(pipe + 1);
            if (pipe >= text.Length || text[pipe] != '|' || ReaderBehind(ref pipe) is not { } reader)
                return at;

            var first = true;
            for (at = SkipBlanks(at); at < pipe; at = SkipBlanks(at))
            {
                var (start, end, next) = Content(at);
                end = Math.Min(end, pipe);
                if (start < end && (text[start] != '-' || !first))
                    MaskPrinted(start, end, reader == "chpasswd");
                first = first && text[at] == '-';
                at = next;
            }

            return pipe;
        }

        private int SkipBlanks(int at)
        {
            while (at < text.Length && (ShellText.IsBlank(text[at]) || text[at] is '\n' or ')' or ';' || (text[at] == '\\' && at + 1 < text.Length && text[at + 1] == '\n')))
                at++;
            return at;
        }

        private void MaskPrinted(int start, int end, bool hasName)
        {
            var printed = text.AsSpan(start, end - start);
            if (ShellText.IsExpansion(printed) || IgnoreCase.IsOneOf(printed, Answers) || printed is "echo" or "printf")
                return;

            // chpasswd reads user:password.
            var colon = hasName ? printed.IndexOf(':') : -1;
            if (colon < 0 || !ShellText.IsExpansion(printed[(colon + 1)..]))
                replacements.Add(start + colon + 1, end);
        }

        /// <summary>
        /// The program behind a pipe that reads passwords, if it is one; a few words say what it is run with. A pipe in
        /// front may have been none, but a character that is printed.
        /// </summary>
        private string? ReaderBehind(ref int pipe)
        {
            const int farthest = 160;
            var at = pipe + 1;
            var stop = Math.Min(text.Length, at + farthest);
            while (at < stop && char.IsWhiteSpace(text[at]))
                at++;
            for (var lastPipe = pipe; at < stop && (text[at] is not ('\n' or ';') || (text[at] == '\n' && text[at - 1] == '\\')); at++)
            {
                if (text[at] == '|')
                    lastPipe = at;
                var end = at;
                while (end < stop && !char.IsWhiteSpace(text[end]) && text[end] is not ('|' or ';' or '"' or '\''))
                    end++;
                if (ReaderAt(text.AsSpan(at, stop - at), end - at) is { } reader)
                {
                    pipe = lastPipe;
                    return reader;
                }

                at = Math.Max(at, end - 1);
            }

            return null;
        }

        /// <summary>The program of this command that reads passwords, if there is one in front of a position.</summary>
        private string? ReaderBefore(int at)
        {
            const int farthest = 160;
            var start = Math.Max(_start, at - farthest);
            for (var i = start; i < at; i++)
            {
                if (char.IsWhiteSpace(text[i]))
                    continue;
                var end = i;
                while (end < at && !char.IsWhiteSpace(text[end]) && text[end] is not ('"' or '\''))
                    end++;
                if (ReaderAt(text.AsSpan(i, at - i), end - i) is { } reader)
                    return reader;
                i = Math.Max(i, end - 1);
            }

            return null;
        }

        /// <summary>The reader of passwords that a text begins with: with its path, or with the second word that makes it one.</summary>
        /// <param name="text">The text.</param>
        /// <param name="length">The length of its first word.</param>
        private static string? ReaderAt(ReadOnlySpan<char> text, int length)
        {
            var word = text[..length];
            foreach (var reader in ReadersOfPasswords)
            {
                if (word.EndsWith(reader) && (length == reader.Length || word[..^reader.Length].EndsWith("bin/")))
                    return reader;
            }

            foreach (var reader in ReadersOfTwoWords)
            {
                if (text.StartsWith(reader) && (text.Length == reader.Length || !char.IsLetterOrDigit(text[reader.Length])))
                    return reader;
            }

            return null;
        }

        /// <summary>What a program reads that is given it as text: <c>&lt;&lt;&lt; x</c>, or the lines up to a mark.</summary>
        private int Redirected(int at)
        {
            if (!text.AsSpan(at).StartsWith("<<"))
                return at + 1;

            var reader = ReaderBefore(at);
            if (!text.AsSpan(at).StartsWith("<<<"))
                return reader is null ? at + 2 : Document(at, reader == "chpasswd");
            at = ShellText.SkipBlanks(text, at + 3);
            if (reader is null || at >= text.Length)
                return at;

            var (start, end, next) = Content(at);
            if (start < end)
                MaskPrinted(start, end, reader == "chpasswd");
            return next;
        }

        /// <summary>Masks the lines of a document that a program reads its passwords from.</summary>
        private int Document(int at, bool hasNames)
        {
            const int mostLines = 16;
            var name = ShellText.SkipBlanks(text, at + (at + 2 < text.Length && text[at + 2] == '-' ? 3 : 2));
            name = name < text.Length ? name + ShellText.QuoteLength(text, name) : name;
            var end = name;
            while (end < text.Length && ShellText.IsNameCharacter(text[end]))
                end++;
            if (end == name)
                return at + 2;

            var mark = text.AsSpan(name, end - name);
            var line = ShellText.EndOfLine(text, end);
            for (var lines = 0; line < text.Length && lines < mostLines; lines++)
            {
                var start = text.IndexOf('\n', line) + 1;
                if (start == 0 || start >= text.Length)
                    break;
                line = ShellText.EndOfLine(text, start);
                var content = text.AsSpan(start, line - start);
                if (content.Trim().SequenceEqual(mark))
                    break;
                if (!content.IsWhiteSpace() && !Replacements.IsMasked(text, start))
                    MaskPrinted(start, line, hasNames);
            }

            return Math.Max(line, at + 2);
        }

        private int EndOfBareWord(int at)
        {
            var length = text.AsSpan(at + 1).IndexOfAny(WordEnds);
            return length < 0 ? text.Length : at + 1 + length;
        }
    }
}
