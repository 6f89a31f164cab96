// Documents lead to files that are there.

using System.Text.RegularExpressions;
using EndToEnd.Harness;

namespace Unit;

public sealed partial class DocumentSpecs
{
    public static TheoryData<string> Documents =>
    [
        .. Directory.GetFiles(Repository.Root, "*.md").Concat(
            Directory.GetFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories))
            .Select(file => Path.GetRelativePath(Repository.Root, file)).Order(StringComparer.Ordinal),
    ];

    [Theory, MemberData(nameof(Documents))]
    public void Links_lead_to_files_of_the_repository(string document)
    {
        var directory = Path.GetDirectoryName(Path.Combine(Repository.Root, document))!;
        var links = Link().Matches(File.ReadAllText(Path.Combine(Repository.Root, document))).Select(link => link.Value);

        Assert.All(links, link => Assert.True(Path.Exists(Path.Combine(directory, link)), link));
    }

    [Theory, MemberData(nameof(Documents))]
    public void Paths_of_code_are_those_of_files(string document)
    {
        var paths = CodePath().Matches(File.ReadAllText(Path.Combine(Repository.Root, document))).Select(path => path.Value);

        Assert.All(paths, path => Assert.True(Path.Exists(Path.Combine(Repository.Root, path)), path));
    }

    [GeneratedRegex(@"(?<=\]\()(?!https?:)[^)#]+")]
    private static partial Regex Link();

    [GeneratedRegex(@"(?<=`)(src|tests|scripts|docs)/[\w./-]+(?=`)")]
    private static partial Regex CodePath();
}
