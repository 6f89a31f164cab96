// Which repository on GitHub a checkout comes from.

using ApiFunc.Commands;

namespace Unit.Commands;

public sealed class GitOriginSpecs
{
    [Theory]
    [InlineData("https://github.com/me/ProxmoxVE", "main")]
    [InlineData("https://github.com/me/ProxmoxVE.git", "main")]
    [InlineData("https://user@github.com/me/ProxmoxVE/", "main")]
    [InlineData("git@github.com:me/ProxmoxVE.git", "main")]
    [InlineData("ssh://git@github.com/me/ProxmoxVE.git", "topic/a")]
    public void Every_way_to_write_it_is_known(string url, string branch)
    {
        var origin = GitOrigin.Parse(Config(url), $"ref: refs/heads/{branch}\n");

        Assert.Equal(new GitOrigin("me", "ProxmoxVE", branch), origin);
        Assert.Equal($"https://raw.githubusercontent.com/me/ProxmoxVE/{branch}", origin!.RawUrl);
    }

    [Theory]
    [InlineData("https://gitlab.com/me/ProxmoxVE")]
    [InlineData("https://notgithub.com/me/ProxmoxVE")]
    [InlineData("https://github.com.evil.example/me/ProxmoxVE")]
    [InlineData("https://evil.example/github.com/me/ProxmoxVE")]
    [InlineData("https://github.com/me")]
    [InlineData("https://github.com/me/a/b")]
    [InlineData("https://github.com/me/$(id)")]
    [InlineData("https://github.com/../x")]
    [InlineData("/srv/github.com/me/ProxmoxVE")]
    [InlineData("")]
    public void Everything_else_is_none(string url) => Assert.Null(GitOrigin.Parse(Config(url), "ref: refs/heads/main\n"));

    [Theory]
    [InlineData("0123456789012345678901234567890123456789\n")]
    [InlineData("ref: refs/heads/a'b\n")]
    [InlineData("ref: refs/heads/\n")]
    [InlineData("")]
    public void Without_a_branch_there_is_none(string head) => Assert.Null(GitOrigin.Parse(Config("git@github.com:me/x"), head));

    [Fact]
    public void Only_the_remote_origin_counts() =>
        Assert.Null(GitOrigin.Parse("[remote \"upstream\"]\n\turl = https://github.com/me/x\n", "ref: refs/heads/main\n"));

    private static string Config(string url) =>
        $"[core]\n\tbare = false\n[remote \"origin\"]\n\turl = {url}\n[branch \"main\"]\n\turl = x\n";
}
