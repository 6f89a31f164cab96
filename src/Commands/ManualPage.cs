// A man page being written in mdoc(7), the language that both groff and mandoc read.

using System.Text;

namespace ApiFunc.Commands;

internal sealed class ManualPage
{
    // Of a line of the source; it says nothing about the page that a reader sees.
    private const int Width = 78;

    private readonly StringBuilder _source = new();

    /// <summary>Text as arguments of a macro: nothing in it is taken for a macro, an escape or a delimiter.</summary>
    public static string Words(string text) => Escaped(text).Replace("\"", "\\(dq", StringComparison.Ordinal);

    /// <summary>A line with one macro and its arguments, each of which is plain text.</summary>
    public void Macro(string name, params string[] arguments) => Line($".{name} {string.Join(' ', arguments.Select(Words))}");

    public void Section(string title) => Macro("Sh", title);

    public void Subsection(string title) => Macro("Ss", title);

    public void Paragraph() => Line(".Pp");

    /// <summary>
    /// What is called and with what: the macro that begins it, the source of what follows in its line, and the source of each
    /// further argument.
    /// </summary>
    public void Call(string macro, string[] name, params string[] arguments)
    {
        Line($".{string.Join(' ', [macro, .. name, .. (macro == "It" ? arguments : [])])}");
        if (macro == "It")
            return;
        foreach (var argument in arguments)
            Line($".{argument}");
    }

    /// <summary>Text of full sentences, each on lines of its own, as the language wants it.</summary>
    public void Text(string text)
    {
        var line = new StringBuilder();
        foreach (var word in Escaped(text).Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > Width)
                Flush();
            if (line.Length > 0)
                line.Append(' ');
            // Groff would hyphenate a path.
            line.Append(word.Contains('/', StringComparison.Ordinal) ? $"\\%{word}" : word);
            if (word[^1] is '.' or ':' && word.Length > 1)
                Flush();
        }

        Flush();

        void Flush()
        {
            if (line.Length == 0)
                return;
            var text = line.ToString();
            Line(text[0] is '.' ? $"\\&{text}" : text);
            line.Clear();
        }
    }

    /// <summary>Begins a list of tags with texts, which are indented by a width of the language.</summary>
    public void Begin(string width) => Line($".Bl -tag -width {width}");

    public void End() => Line(".El");

    /// <summary>A list of tags, given as source, and texts.</summary>
    public void List(IEnumerable<(string Tag, string Text)> rows)
    {
        Begin("Ds");
        foreach (var (tag, text) in rows)
        {
            Line($".It {tag}");
            Text(text);
        }

        End();
    }

    /// <summary>A line of code, indented.</summary>
    public void Display(string code) => Line($".Dl {Words(code)}");

    /// <summary>References to other pages, by name.</summary>
    public void References(params (string Name, int Section)[] pages)
    {
        foreach (var (index, (name, section)) in pages.Index())
            Line($".Xr {name} {section}{(index < pages.Length - 1 ? " ," : "")}");
    }

    public override string ToString() => _source.ToString();

    private void Line(string source) => _source.Append(source).Append('\n');

    /// <summary>
    /// Text in which nothing is an escape, and what a typesetter would make typographic (hyphens before options, quotes, tildes)
    /// stays what can be copied. See groff_char(7).
    /// </summary>
    private static string Escaped(string text)
    {
        var escaped = new StringBuilder();
        var before = ' ';
        foreach (var c in text)
        {
            escaped.Append(c switch
            {
                '\\' => "\\e",
                '\'' => "\\(aq",
                '`' => "\\(ga",
                '~' => "\\(ti",
                '^' => "\\(ha",
                '-' when before is ' ' or '-' or '[' or '(' => "\\-",
                _ => $"{c}",
            });
            before = c;
        }

        return escaped.ToString();
    }
}
