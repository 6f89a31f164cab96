// The rooms of src stand on floors: a room uses those below it, and of its own floor those that do not use it in turn.

using System.Text.RegularExpressions;
using EndToEnd.Harness;

namespace Unit;

public sealed partial class LayerSpecs
{
    // From the top. Program.cs lies in no room and may use all of them.
    private static readonly string[][] s_floors =
    [
        ["Commands", "Shim"], ["Functions", "Statistics"], ["Outbox"], ["Reports"], ["Script", "Consent", "Failures"],
        ["Http", "Redaction", "Host"], ["Platform"],
    ];

    private static readonly string s_source = Path.Combine(Repository.Root, "src");

    // The files of all rooms, below src.
    private static readonly IReadOnlyList<string> s_files =
        [.. Directory.GetFiles(s_source, "*.cs", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(s_source, file))
            .Where(file => file.Contains('/') && Room(file) is not ("bin" or "obj")).Order(StringComparer.Ordinal)];

    [Fact]
    public void Each_file_lies_in_a_room_and_has_its_namespace() =>
        Assert.All(s_files, file =>
        {
            Assert.NotEqual(-1, Floor(Room(file)));
            Assert.Contains($"namespace ApiFunc.{Room(file)};", Lines(file));
        });

    [Fact]
    public void Arrows_between_rooms_only_go_down()
    {
        // In a name such as Http.Response the first part is a room if that has such a type; otherwise it is a type or a property.
        var types = (
            from file in s_files
            from line in Lines(file)
            from type in TypeName().Matches(line)
            select $"{Room(file)}.{type}").ToHashSet();
        var arrows = (
            from file in s_files
            from line in Lines(file).Index()
            from use in Use().Matches(line.Item)
            let to = use.Groups["room"].Value
            where to != Room(file) && Floor(to) >= 0 && (use.Groups["names"].Success || types.Contains(use.Value))
            select (From: Room(file), To: to, Where: $"src/{file}:{line.Index + 1}: {Room(file)} uses {to}")).ToList();
        var level = arrows.Where(arrow => Floor(arrow.From) == Floor(arrow.To)).Select(arrow => (arrow.From, arrow.To)).Distinct().ToList();

        Assert.NotEmpty(arrows);
        var wrong = arrows.Where(arrow => Floor(arrow.From) > Floor(arrow.To)).Select(arrow => $"{arrow.Where}, which is above it")
            .Concat(arrows.Where(arrow => Leads(arrow.To, arrow.From, level)).Select(arrow => $"{arrow.Where}, which uses it in turn"));
        Assert.False(wrong.Any(), string.Join('\n', wrong));
    }

    private static bool Leads(string from, string to, List<(string From, string To)> arrows) =>
        arrows.Any(arrow => arrow.From == from && (arrow.To == to || Leads(arrow.To, to, [.. arrows.Where(other => other != arrow)])));

    private static int Floor(string room) => Array.FindIndex(s_floors, floor => floor.Contains(room));

    private static string Room(string file) => file.Split('/')[0];

    private static string[] Lines(string file) => File.ReadAllLines(Path.Combine(s_source, file));

    [GeneratedRegex(@"(?<names>\bApiFunc\.)(?<room>\w+)|(?<![\w.])(?<room>[A-Z]\w+)\.[A-Z]\w*")]
    private static partial Regex Use();

    [GeneratedRegex(@"(?<=\b(class|struct|record|interface|enum) )[A-Z]\w*")]
    private static partial Regex TypeName();
}
