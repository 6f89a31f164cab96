// Which of a command's lines in the table its words have completed, and so what its next argument is.

namespace ApiFunc.Redaction;

/// <summary>The words of a command up to a position. The default is no command.</summary>
internal struct CommandState
{
    /// <summary>How many lines of the table a program may have, and the most words of a line. A unit test keeps it so.</summary>
    public const int MaxLines = 16;

    private const int BitsOfDepth = 4;

    // Indices in the table and one; 0 for none.
    private readonly int _firstLine;
    private int _line; // the last one that is complete

    // How many words of each of the program's lines were there.
    private ulong _depths;

    private int _positionals;
    private ulong _letters;

    /// <summary>Begins with a program.</summary>
    /// <param name="line">Its first line in the table.</param>
    public CommandState(int line)
    {
        _firstLine = line + 1;
        for (var i = 0; i < MaxLines && line + i < CommandTable.All.Length; i++)
        {
            if (CommandTable.IsSameProgram(line, line + i) && !CommandTable.All[line + i].Words.Contains(' '))
                _line = line + i + 1;
        }
    }

    /// <summary>Whether there is a program.</summary>
    public readonly bool IsEntered => _firstLine > 0;

    /// <summary>Whether all words of one of its lines are there.</summary>
    public readonly bool IsComplete => _line > 0;

    /// <summary>Whether what follows a secret's name is a secret.</summary>
    public readonly bool TakesNames => Has("@");

    /// <summary>Whether the values of pairs are secrets.</summary>
    public readonly bool TakesPairs => Has("k=");

    /// <summary>Whether what is attached to a <c>&gt;</c> is a secret.</summary>
    public readonly bool TakesSign => Has(">");

    /// <summary>Whether a secret may begin with anything, and is the last argument.</summary>
    public readonly bool TakesAll => Has("!");

    /// <summary>Whether a later positional argument may be a secret.</summary>
    public readonly bool ExpectsPositional
    {
        get
        {
            foreach (var range in Arguments.Split(' '))
            {
                if (IsPositional(Arguments[range], out var number, out _) && (number == 0 || number > _positionals))
                    return true;
            }

            return false;
        }
    }

    private readonly ReadOnlySpan<char> Arguments => _line > 0 ? CommandTable.All[_line - 1].Arguments : default;

    /// <summary>Takes a word as the next one of a line. Returns false if no line has it there.</summary>
    public bool Enter(ReadOnlySpan<char> word)
    {
        var isNext = false;
        for (var i = 0; i < MaxLines && _firstLine + i <= CommandTable.All.Length; i++)
        {
            var line = _firstLine - 1 + i;
            if (!CommandTable.IsSameProgram(_firstLine - 1, line))
                break;

            var depth = (int)(_depths >> (BitsOfDepth * i) & ((1 << BitsOfDepth) - 1)) + 1;
            ReadOnlySpan<char> words = CommandTable.All[line].Words;
            var at = 0;
            foreach (var range in words.Split(' '))
            {
                if (at++ != depth || !CommandTable.IsOneOf(words[range], word))
                    continue;
                isNext = true;
                _depths += 1UL << (BitsOfDepth * i);
                if (range.End.GetOffset(words.Length) == words.Length)
                    (_line, _positionals, _letters) = (line + 1, 0, 0);
            }
        }

        return isNext;
    }

    /// <summary>Remembers the letters of a short option, or of several in one word.</summary>
    public void AddLetters(ReadOnlySpan<char> option)
    {
        if (option.Length < 2 || option[1] == '-')
            return;
        foreach (var letter in option[1..])
            _letters |= char.IsAsciiLetterLower(letter) ? 1UL << (letter - 'a') : 0;
    }

    /// <summary>Counts a positional argument. Returns whether it is a secret.</summary>
    /// <param name="isSent">Whether it is one only if it ends with <c>\r</c> or <c>\n</c>, as a terminal sends it.</param>
    public bool TakePositional(out bool isSent)
    {
        _positionals++;
        isSent = false;
        foreach (var range in Arguments.Split(' '))
        {
            if (IsPositional(Arguments[range], out var number, out isSent) && (number == 0 || number == _positionals))
                return true;
        }

        return false;
    }

    /// <summary>Whether the table has a word or a sign among the command's arguments.</summary>
    public readonly bool Has(ReadOnlySpan<char> word)
    {
        foreach (var range in Arguments.Split(' '))
        {
            if (Arguments[range].Equals(word, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    /// <summary>Whether the table has an option, so that it is given a secret or, in the form <c>_</c>, another value.</summary>
    /// <param name="option">The word that is the option, or has a value attached to it.</param>
    /// <param name="length">The length of the option itself.</param>
    /// <param name="form">The sign after the option in the table; a blank for none.</param>
    public readonly bool TakesSecret(ReadOnlySpan<char> option, out int length, out char form)
    {
        (length, form) = (0, ' ');
        foreach (var range in Arguments.Split(' '))
        {
            var argument = Arguments[range];
            if (argument.IsEmpty || argument[0] != '-')
                continue;

            form = argument[^1] is ':' or '%' or '=' or '@' or '_' or '+' or '~' ? argument[^1] : ' ';
            var name = form == ' ' ? argument : argument[..^1];
            length = name.Length;
            if (option.SequenceEqual(name))
                return true;

            var isShort = name[1] != '-';
            if (form == ':' && isShort && IsLastOfGroup(option, name[1]))
            {
                length = option.Length;
                return true;
            }

            if (option.StartsWith(name) && (isShort ? form is ':' or '%' or '+' or '~' : option[name.Length] == '='))
                return true;
        }

        return false;
    }

    /// <summary>Whether a word is several short options in one, of which a letter is the last: <c>curl -fsSu user:x</c>.</summary>
    private static bool IsLastOfGroup(ReadOnlySpan<char> word, char letter) =>
        word[^1] == letter && word[1] != '-' && !word[1..].ContainsAnyExceptInRange('A', 'z');

    private readonly bool IsPositional(ReadOnlySpan<char> argument, out int number, out bool isSent)
    {
        (number, isSent) = (0, false);
        if (argument.Length < 2 || argument[0] != '$')
            return false;

        number = argument[1] == '*' ? 0 : argument[1] - '0';
        isSent = argument[^1] == 'r';
        if (argument.Length < 4 || argument[2] != '?')
            return true;

        // $3?bn: only with these options
        foreach (var letter in argument[3..])
        {
            if ((_letters >> (letter - 'a') & 1) == 0)
                return false;
        }

        return true;
    }
}
