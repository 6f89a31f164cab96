// What a shim may fetch from: the URL of a release, and the sums of its files.

using ApiFunc.Shim;

namespace Unit;

public sealed class ReleaseSpecs
{
    private const string Amd64 = "apifunc-1.2.3-linux-amd64.gz";
    private const string Arm64 = "apifunc-1.2.3-linux-arm64.gz";

    private static readonly string s_sum = new('a', 64);

    [Theory]
    [InlineData("https://example.org", "https://example.org/")]
    [InlineData("https://example.org/v1", "https://example.org/v1/")]
    [InlineData("HTTPS://Example.org:8443/v1/", "https://example.org:8443/v1/")]
    [InlineData("https://example.org/a'b$(x)`y`;z&\"w\"", "https://example.org/a'b$(x)%60y%60;z&%22w%22/")]
    [InlineData("http://127.0.0.1:8000/v1", "http://127.0.0.1:8000/v1/")]
    [InlineData("http://localhost", "http://localhost/")]
    [InlineData("https://b\u00fccher.example:8443/\u00fc", "https://xn--bcher-kva.example:8443/%C3%BC/")]
    [InlineData("http://[::1]:80/", "http://[::1]/")]
    public void A_URL_ends_in_a_slash(string text, string url)
    {
        Assert.Equal(url, Release.ParseUrl(text, out var problem)?.AbsoluteUri);
        Assert.Null(problem);
    }

    [Theory]
    [InlineData("", "https://")]
    [InlineData("example.org/v1", "https://")]
    [InlineData("ftp://example.org/", "https://")]
    [InlineData("file:///v1", "https://")]
    [InlineData("http://example.org/", "this machine alone")]
    [InlineData("http://127.0.0.1.example.org/", "this machine alone")]
    [InlineData("https:///v1", "https://")]
    [InlineData("https://example.org:0/", "port")]
    [InlineData("https://user:secret@example.org/", "public")]
    [InlineData("https://@example.org/", "public")]
    [InlineData("https://example.org/v1?token=1", "no ?")]
    [InlineData("https://example.org/v1#top", "no ?")]
    [InlineData("https://example.org/v 1", "blanks")]
    [InlineData("https://example.org/v1\n", "blanks")]
    [InlineData("https://example.org/\u001b[2J", "control characters")]
    [InlineData("https:\\\\example.org\\v1", "backslashes")]
    public void What_is_no_such_URL_is_refused_with_a_reason(string text, string reason)
    {
        Assert.Null(Release.ParseUrl(text, out var problem));
        Assert.Contains(reason, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Sums_and_sizes_are_read_as_a_release_has_them()
    {
        var files = Release.ParseSums(
            $"# a comment\n# size: {Amd64} 12\n# size: {Arm64} 34\n{s_sum}  {Amd64}\r\n{s_sum.ToUpperInvariant()} *{Arm64}\n"
            + $"{s_sum}  apifunc_1.2.3_amd64.deb\n\n",
            _ => null, out var problem);

        Assert.Null(problem);
        Assert.Equal([new("amd64", Amd64, 12, s_sum), new ReleaseFile("arm64", Arm64, 34, s_sum)], files!);
    }

    [Theory]
    [InlineData(Amd64, "amd64")]
    [InlineData(Arm64, "arm64")]
    public void A_release_may_be_for_one_architecture(string name, string architecture)
    {
        var files = Release.ParseSums(Sums(name, "apifunc_1.2.3_amd64.deb"), _ => 5, out var problem);

        Assert.Null(problem);
        Assert.Equal([new ReleaseFile(architecture, name, 5, s_sum)], files!);
    }

    [Fact]
    public void A_size_that_is_not_listed_is_that_of_the_file() =>
        Assert.Equal([5, 5], Release.ParseSums(Sums(Amd64, Arm64), _ => 5, out _)!.Select(file => file.Size));

    [Fact]
    public void Of_several_versions_the_programs_own_counts()
    {
        var own = $"apifunc-{ApiFunc.ThisAssembly.Version}-linux-amd64.gz";

        Assert.Equal(own, Release.ParseSums(Sums(Amd64, own, Arm64), _ => 1, out _)![0].Name);
        Assert.Null(Release.ParseSums(Sums(Amd64, "apifunc-1.2.4-linux-amd64.gz", Arm64), _ => 1, out var problem));
        Assert.Contains(own, problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "it has no sum of apifunc-")]
    [InlineData("SUM  apifunc-1.2.3-linux-riscv64.gz\n", "-linux-amd64.gz or apifunc-")]
    [InlineData("SUM  ../apifunc-1.2.3-linux-amd64.gz\n", "line 1 is no sum")]
    [InlineData("SUM  a b\n", "line 1 is no sum")]
    [InlineData("# fine\nSUM a\n", "line 2 is no sum")]
    [InlineData("SUMa  a\n", "line 1 is no sum")]
    [InlineData("zz\n", "line 1 is no sum")]
    [InlineData("SUM  a\nSUM  a\n", "line 2 is no sum")]
    [InlineData("<html>\n", "line 1 is no sum")]
    [InlineData("# size: a\n", "line 1 is no size")]
    [InlineData("# size: a 0\n", "line 1 is no size")]
    [InlineData("# size: a -1\n", "line 1 is no size")]
    [InlineData("# size: a 99999999999\n", "line 1 is no size")]
    [InlineData("# size: a 1 2\n", "line 1 is no size")]
    [InlineData("SUM  apifunc-1-linux-amd64.gz\nSUM  apifunc-1-linux-arm64.gz\n", "no line '# size: apifunc-1-linux-amd64.gz BYTES'")]
    public void Other_texts_are_refused_with_a_reason(string text, string reason)
    {
        Assert.Null(Release.ParseSums(text.Replace("SUM", s_sum, StringComparison.Ordinal), _ => null, out var problem));
        Assert.Contains(reason, problem, StringComparison.Ordinal);
    }

    private static string Sums(params string[] names) => string.Concat(names.Select(name => $"{s_sum}  {name}\n"));
}
