// The user and the password for a server of one's own: which file holds the password, and which servers get it.

using System.Text;
using ApiFunc.Script;
using Unit.Harness;

namespace Unit;

public sealed class LoginSpecs
{
    private const string Name = "password";
    private const int OwnerOnly = 0x180; // 0600

    public static TheoryData<string> Passwords =>
        ["secret", " with blanks ", "a:b:c", "\"q'\\`$(x)", "pä€𝄞", "# no comment", new string('x', 4096)];

    [Theory, MemberData(nameof(Passwords))]
    public void The_first_line_is_the_password_byte_for_byte(string password)
    {
        foreach (var end in new[] { "", "\n", "\r\n", "\nanother line\n" })
        {
            using var tree = Tree(password + end);

            Assert.Equal($"me:{password}", Login.Read("me", tree.Path(Name), out var problem));
            Assert.Null(problem);
        }
    }

    [Theory]
    [InlineData("", "its first line is empty")]
    [InlineData("\nsecret\n", "its first line is empty")]
    [InlineData("\r\nsecret", "its first line is empty")]
    [InlineData("a\0b", "its first line is no text")]
    [InlineData("a\tb\n", "its first line is no text")]
    public void A_first_line_that_is_no_password_is_refused(string content, string problem)
    {
        using var tree = Tree(content);

        Assert.Equal(Unusable(tree, problem), Problem(tree));
    }

    [Fact]
    public void A_password_has_to_be_UTF_8()
    {
        using var tree = new TemporaryTree((Name, [0x61, 0xFF, 0x0A]));
        File.SetUnixFileMode(tree.Path(Name), (UnixFileMode)OwnerOnly);

        Assert.Equal(Unusable(tree, "its first line is no text"), Problem(tree));
    }

    [Theory]
    [InlineData(4097), InlineData(5000), InlineData(100_000)]
    public void A_password_has_an_end(int length)
    {
        using var tree = Tree(new string('x', length));

        Assert.Equal(Unusable(tree, "its first line is longer than 4096 bytes"), Problem(tree));
    }

    [Theory]
    [InlineData("600", true), InlineData("400", true), InlineData("700", true)]
    [InlineData("640", false), InlineData("644", false), InlineData("620", false), InlineData("602", false), InlineData("604", false)]
    [InlineData("610", false), InlineData("601", false)]
    public void Nobody_else_may_read_or_write_the_file(string mode, bool isUsable)
    {
        using var tree = Tree("secret\n");
        File.SetUnixFileMode(tree.Path(Name), (UnixFileMode)Convert.ToInt32(mode, 8));

        Assert.Equal(
            isUsable ? null : Unusable(tree, $"others may read or write it (its mode is {mode}), and its mode has to be 600"),
            Problem(tree));
    }

    [Fact]
    public void A_link_and_a_directory_and_nothing_are_no_password_file()
    {
        using var tree = Tree("secret\n");
        File.CreateSymbolicLink(tree.Path("link"), tree.Path(Name));
        Directory.CreateDirectory(tree.Path("directory"));

        Assert.Equal(Unusable(tree, "it is a link", "link"), Problem(tree, "link"));
        Assert.Equal(Unusable(tree, "it is a directory", "directory"), Problem(tree, "directory"));
        Assert.Equal(Unusable(tree, "No such file or directory", "missing"), Problem(tree, "missing"));
        Assert.Equal(Unusable(tree, "Not a directory", $"{Name}/x"), Problem(tree, $"{Name}/x"));
        Assert.Null(Problem(tree));
    }

    [Theory]
    [InlineData("", "/file", "API_FUNC_URL_PASSWORD_FILE is set, and API_FUNC_URL_USER is not")]
    [InlineData("me", "", "API_FUNC_URL_USER is set, and API_FUNC_URL_PASSWORD_FILE is not")]
    [InlineData("a:b", "/file", "API_FUNC_URL_USER takes a name without colons and control characters")]
    [InlineData("a\nb", "/file", "API_FUNC_URL_USER takes a name without colons and control characters")]
    [InlineData("me", "file", "API_FUNC_URL_PASSWORD_FILE takes the path of a file, which begins with a slash")]
    public void Both_have_to_be_set_as_they_are_taken(string user, string passwordFile, string expected)
    {
        Assert.Null(Login.Read(user, passwordFile, out var problem));
        Assert.Equal(expected, problem);
    }

    [Theory]
    [InlineData("http://a.test/upload", "http://a.test/upload/updatestatus?x", true)]
    [InlineData("http://a.test", "http://A.TEST:80/other", true)]
    [InlineData("https://a.test/x", "https://a.test:443/x", true)]
    [InlineData("http://a.test/upload", "https://a.test/upload", false)]
    [InlineData("http://a.test/upload", "http://a.test:81/upload", false)]
    [InlineData("http://a.test/upload", "http://b.test/upload", false)]
    [InlineData("http://a.test/upload", "http://a.test.b.test/upload", false)]
    [InlineData("http://a.test/upload", "http://other@a.test/upload", false)]
    [InlineData("file:///a", "http://a.test/upload", false)]
    [InlineData("nonsense", "http://a.test/upload", false)]
    [InlineData("", "http://a.test/upload", false)]
    public void The_server_of_either_URL_gets_them_and_no_other(string configured, string url, bool isForIt)
    {
        foreach (var setting in new[] { "API_FUNC_URL", "TELEMETRY_URL" })
        {
            Assert.Equal(isForIt, IsFor(url, "", (setting, configured), User, PasswordFile));
            Assert.Equal(isForIt, IsFor(url, $"{setting}={configured}\n{Lines}"));
        }
    }

    [Theory]
    [InlineData("https://api.community-scripts.org/upload")]
    [InlineData("https://telemetry.community-scripts.org/telemetry")]
    [InlineData("http://telemetry.community-scripts.org/telemetry")]
    [InlineData("https://telemetry.community-scripts.org:8443/telemetry")]
    [InlineData("https://TELEMETRY.community-scripts.org./telemetry")]
    public void The_communitys_servers_never_get_them(string url)
    {
        Assert.False(IsFor(url, "", User, PasswordFile));
        Assert.False(IsFor(url, "", ("API_FUNC_URL", url), ("TELEMETRY_URL", url), User, PasswordFile));
        Assert.False(IsFor(url, $"API_FUNC_URL={url}\nTELEMETRY_URL={url}\n{Lines}"));
    }

    [Fact]
    public void Those_of_the_file_are_not_for_a_server_that_a_script_names()
    {
        const string file = $"TELEMETRY_URL=http://mine.test/\n{Lines}";
        const string foreign = "http://foreign.test/";

        Assert.False(IsFor(foreign, file, ("TELEMETRY_URL", foreign)));
        Assert.False(IsFor(foreign, file, ("API_FUNC_URL", foreign), User));
        Assert.True(IsFor("http://mine.test/x", file, ("TELEMETRY_URL", foreign)));
        Assert.True(IsFor(foreign, file, ("TELEMETRY_URL", foreign), PasswordFile));
    }

    [Fact]
    public void Those_of_a_script_are_for_its_servers_or_those_of_the_file_if_it_names_none()
    {
        const string file = "TELEMETRY_URL=http://mine.test/\n";

        Assert.True(IsFor("http://mine.test/x", file, User, PasswordFile));
        Assert.True(IsFor("http://mine.test/x", file, User, PasswordFile, ("TELEMETRY_URL", "")));
        Assert.True(IsFor("http://other.test/x", file, User, PasswordFile, ("API_FUNC_URL", "http://other.test/")));
        Assert.False(IsFor("http://mine.test/x", file, User, PasswordFile, ("API_FUNC_URL", "http://other.test/")));
    }

    [Fact]
    public void Without_settings_there_are_none() => Assert.False(IsFor("http://a.test/", "", ("API_FUNC_URL", "http://a.test/")));

    private const string Lines = "API_FUNC_URL_USER=me\nAPI_FUNC_URL_PASSWORD_FILE=/file\n";

    private static (string Name, string Value) User => ("API_FUNC_URL_USER", "me");

    private static (string Name, string Value) PasswordFile => ("API_FUNC_URL_PASSWORD_FILE", "/file");

    private static bool IsFor(string url, string configuration, params (string Name, string Value)[] variables)
    {
        using var file = new TemporaryTree(("conf", Encoding.UTF8.GetBytes(configuration)));
        var user = new Settings(Harness.Script.With(variables), file.Path("conf")).LoginFor(new Uri(url), out var passwordFile);
        Assert.Equal(user is null ? (null, "") : ("me", "/file"), (user, passwordFile));
        return user is not null;
    }

    private static TemporaryTree Tree(string content)
    {
        var tree = new TemporaryTree((Name, Encoding.UTF8.GetBytes(content)));
        File.SetUnixFileMode(tree.Path(Name), (UnixFileMode)OwnerOnly);
        return tree;
    }

    private static string Unusable(TemporaryTree tree, string problem, string name = Name) =>
        $"the password file {tree.Path(name)} cannot be used: {problem}";

    private static string? Problem(TemporaryTree tree, string name = Name)
    {
        Assert.Equal(Login.Read("me", tree.Path(name), out var problem) is null, problem is not null);
        return problem;
    }
}
