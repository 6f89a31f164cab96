// One tool command, and what it takes: help, checks, completions and the man page are made from this.

using ConsoleAppFramework;

namespace ApiFunc.Commands;

/// <summary>What a shell can complete a value with, if it is not one of a few choices.</summary>
internal enum ValueKind
{
    /// <summary>Nothing.</summary>
    Text,

    /// <summary>The paths of files.</summary>
    File,

    /// <summary>The paths of directories.</summary>
    Directory,

    /// <summary>The names of functions and commands.</summary>
    Name,
}

/// <summary>What an option or an argument takes.</summary>
/// <param name="Name">A word for it in a usage line, such as <c>FILE</c>.</param>
/// <param name="Description">What that is, for a message: <c>the path of a file</c>.</param>
/// <param name="Choices">All values that there are, in lower case; none if any text is one. A user may write them in any case.</param>
internal sealed record Value(string Name, string Description, params string[] Choices)
{
    public static Value File { get; } = new("FILE", "the path of a file") { Kind = ValueKind.File };

    public static Value Directory { get; } = new("DIR", "the path of a directory") { Kind = ValueKind.Directory };

    public static Value FunctionOrCommand { get; } = new("NAME", "the name of a function or a command") { Kind = ValueKind.Name };

    public static Value Seconds { get; } = new("SECONDS", "a number of seconds");

    public ValueKind Kind { get; init; }

    public static Value OneOf(params string[] choices) => new(string.Join('|', choices), InWords(choices), choices);

    private static string InWords(string[] choices) =>
        choices.Length < 2 ? string.Concat(choices) : $"{string.Join(", ", choices[..^1])} or {choices[^1]}";
}

/// <summary>An option. It is the parameter of the same name of the method that the command's row binds.</summary>
/// <param name="Name">Its name, such as <c>--at-most</c> for a parameter <c>atMost</c>.</param>
/// <param name="Value">What it takes; null for a switch, whose parameter is a bool.</param>
/// <param name="Help">What it is for, without a full stop.</param>
internal sealed record Option(string Name, Value? Value, string Help)
{
    /// <summary>A letter that is its short name; null for none.</summary>
    public char? Short { get; init; }

    /// <summary>Whether it may be given several times; the parameter then has all values: see <see cref="CommandLine.Values"/>.</summary>
    public bool IsRepeatable { get; init; }

    /// <summary>Its names with what it takes, as a list shows them: <c>-o, --output FILE</c>.</summary>
    public string Names => (Short is { } letter ? $"-{letter}, {Name}" : Name) + Operand;

    /// <summary>Its shorter name with what it takes, as a usage line shows it: <c>[-o FILE]</c>.</summary>
    public string Synopsis => $"[{(Short is { } letter ? $"-{letter}" : Name)}{Operand}]{(IsRepeatable ? "..." : "")}";

    private string Operand => Value is null ? "" : $" {Value.Name}";

    /// <summary>Whether a word is its name, in any case, or its short name.</summary>
    public bool IsCalled(string word) =>
        Name.Equals(word, StringComparison.OrdinalIgnoreCase) || (word is ['-', var letter] && letter == Short);
}

/// <summary>
/// An argument that is told by its position. It is a parameter of the bound method with the attribute <c>[Argument]</c>, in
/// the same order.
/// </summary>
/// <param name="Value">What it is.</param>
/// <param name="Help">What it is for, without a full stop.</param>
internal sealed record Argument(Value Value, string Help)
{
    /// <summary>Whether it may be missing; the parameter is empty then.</summary>
    public bool IsOptional { get; init; }

    /// <summary>For the last one: whether there may be several; see <see cref="CommandLine.Values"/>.</summary>
    public bool IsRepeatable { get; init; }

    /// <summary>Its name, as a usage line shows it: <c>[FILE...]</c>.</summary>
    public string Synopsis => (IsOptional, IsRepeatable) switch
    {
        (false, false) => Value.Name,
        (true, false) => $"[{Value.Name}]",
        (false, true) => $"{Value.Name}...",
        (true, true) => $"[{Value.Name}...]",
    };
}

/// <summary>A call of a command, as a person would type it, and what it is good for (without a full stop).</summary>
internal sealed record Example(string Call, string Purpose);

/// <summary>What a command returns, and what that means.</summary>
internal sealed record ExitCode(int Number, string Meaning);

/// <summary>A command of the binary that is no function of api.func.</summary>
/// <param name="Name">Its name: one word, or a group and a word, such as <c>outbox list</c>.</param>
/// <param name="Summary">What it does, in one line, without a full stop.</param>
/// <param name="Bind">
/// Tells the framework the method that runs it: <c>app =&gt; app.Add("NAME", Method)</c>. The framework's source generator
/// reads this call, so the name is a literal.
/// </param>
internal sealed record ToolCommand(string Name, string Summary, Action<ConsoleApp.ConsoleAppBuilder> Bind)
{
    // What every command may return.
    private static readonly ExitCode[] s_common =
    [
        new(0, "done"),
        new(ToolCommands.UsageError, "an option or an argument makes no sense; nothing was done"),
        new(ToolCommands.OutputLost, "standard output cannot be written"),
        new(ToolCommands.NobodyReads, "nobody reads standard output any more"),
    ];

    /// <summary>What more there is to know, a paragraph each: full sentences.</summary>
    public string[] Description { get; init; } = [];

    public Argument[] Arguments { get; init; } = [];

    /// <summary>
    /// Whether everything behind the first argument is taken literally, as a function of api.func takes it; see
    /// <see cref="CommandLine.Literal"/>.
    /// </summary>
    public bool IsLiteral { get; init; }

    public Option[] Options { get; init; } = [];

    public Example[] Examples { get; init; } = [];

    /// <summary>What it returns beside what all commands return.</summary>
    public ExitCode[] OwnExitCodes { get; init; } = [];

    /// <summary>The words of its name.</summary>
    public string[] Words => Name.Split(' ');

    /// <summary>Everything that it may return, by number.</summary>
    public IEnumerable<ExitCode> ExitCodes =>
        OwnExitCodes.Concat(s_common).DistinctBy(code => code.Number).OrderBy(code => code.Number);

    /// <summary>Its name with its arguments, as a list of commands shows it.</summary>
    public string NameWithArguments => string.Join(' ', [Name, .. Arguments.Select(argument => argument.Synopsis)]);
}
