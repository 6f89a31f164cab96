// A file can be read beside another one: no line of code is longer than 140 columns.

using System.Text.RegularExpressions;
using EndToEnd.Harness;

namespace Unit;

public sealed partial class LineLengthSpecs
{
    private const int Longest = 140;

    [Fact]
    public void No_line_of_code_has_more_than_140_columns()
    {
        var tooLong =
            from file in Directory.EnumerateFiles(Repository.Root, "*", SearchOption.AllDirectories)
            let path = Path.GetRelativePath(Repository.Root, file)
            where Code().IsMatch(path)
            from line in File.ReadLines(file).Index()
            where line.Item.Length > Longest
            orderby path, line.Index
            select $"{path}:{line.Index + 1} has {line.Item.Length} columns";

        Assert.False(tooLong.Any(), string.Join('\n', tooLong));
    }

    // The project's own C#, C and shell, without what the compiler writes below bin and obj.
    [GeneratedRegex(@"^(build\.sh|\.ci/run|(src|tests|scripts)/(?!(.*/)?(bin|obj)/).*\.(cs|c|sh|func))$")]
    private static partial Regex Code();
}
