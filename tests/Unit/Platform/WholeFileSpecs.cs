// A file is replaced as a whole, or not at all.

using ApiFunc.Platform;
using Unit.Harness;

namespace Unit;

public sealed class WholeFileSpecs
{
    [Fact]
    public void A_new_file_has_the_content_and_everybody_may_read_it()
    {
        using var tree = new TemporaryTree();

        Assert.Null(WholeFile.Replace(tree.Path("new"), "content"u8, out _));

        Assert.Equal("content", File.ReadAllText(tree.Path("new")));
        Assert.Equal([tree.Path("new")], Directory.GetFileSystemEntries(tree.Root));
        Assert.True(File.GetUnixFileMode(tree.Path("new")).HasFlag(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        Assert.False(File.GetUnixFileMode(tree.Path("new")).HasFlag(UnixFileMode.GroupWrite));
    }

    [Fact]
    public void A_file_that_is_there_keeps_its_permissions_and_who_has_it_open_keeps_what_was_there()
    {
        using var tree = new TemporaryTree(("old", "longer than the new one"u8.ToArray()));
        Run.Command("chmod", "750", tree.Path("old"));
        using var reader = new StreamReader(tree.Path("old"));

        Assert.Null(WholeFile.Replace(tree.Path("old"), "content"u8, out _));

        Assert.Equal("content", File.ReadAllText(tree.Path("old")));
        Assert.Equal("longer than the new one", reader.ReadToEnd());
        Assert.Equal(Convert.ToInt32("750", 8), (int)File.GetUnixFileMode(tree.Path("old")));
        Assert.Equal([tree.Path("old")], Directory.GetFileSystemEntries(tree.Root));
    }

    [Theory]
    [InlineData("link", "it is a link")]
    [InlineData("dangling", "it is a link")]
    [InlineData("directory", "it is a directory")]
    [InlineData("new/", "it is a directory")]
    [InlineData("fifo", "it is no regular file")]
    [InlineData("missing/new", "No such file or directory")]
    [InlineData("real/new", "Not a directory")]
    public void What_is_no_regular_file_stays_as_it_is(string name, string problem)
    {
        using var tree = new TemporaryTree(("real", "real"u8.ToArray()), ("directory/x", []));
        File.CreateSymbolicLink(tree.Path("link"), tree.Path("real"));
        File.CreateSymbolicLink(tree.Path("dangling"), tree.Path("nothing"));
        Run.Command("mkfifo", tree.Path("fifo"));
        var before = Directory.GetFileSystemEntries(tree.Root).Order();

        Assert.Equal(problem, WholeFile.Replace(tree.Path(name), "content"u8, out var isUnwritten));

        Assert.False(isUnwritten);
        Assert.Equal("real", File.ReadAllText(tree.Path("real")));
        Assert.Equal(before, Directory.GetFileSystemEntries(tree.Root).Order());
    }

    [Fact]
    public void A_path_without_a_name_is_none()
    {
        Assert.Equal("it has no name", WholeFile.Replace("", "content"u8, out _));
    }
}
