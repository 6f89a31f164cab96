// SECURITY.md says what shows each of its promises: that has to be there.

using System.Text.RegularExpressions;
using EndToEnd.Harness;

namespace EndToEnd.Security;

public sealed partial class DocumentSpecs
{
    [Fact]
    public void The_tests_that_it_names_exist()
    {
        var named = TestClass()
            .Matches(File.ReadAllText(Path.Combine(Repository.Root, "SECURITY.md"))).Select(match => match.Value).Distinct().ToList();
        var files = Directory.GetFiles(Path.Combine(Repository.Root, "tests"), "*Specs.cs", SearchOption.AllDirectories)
            .Select(Path.GetFileNameWithoutExtension).ToHashSet();

        Assert.NotEmpty(named);
        Assert.All(named, name => Assert.Contains(name, files));
    }

    [GeneratedRegex(@"\b\w+Specs\b")]
    private static partial Regex TestClass();
}
