// Which URLs are files.

using System.Text;
using ApiFunc.Http;

namespace Unit.Http;

public sealed class FileUrlSpecs
{
    [Theory]
    [InlineData("file:///a", "/a")]
    [InlineData("file:/a", "/a")]
    [InlineData("FILE:///a", "/a")]
    [InlineData("file://localhost/a", "/a")]
    [InlineData("file:////a", "//a")]
    [InlineData("file:///", "/")]
    [InlineData("file:///a%20b", "/a b")]
    [InlineData("file:///a%2Fb%2fc", "/a/b/c")]
    [InlineData("file:///%25%32%35", "/%25")]
    [InlineData("file:///%", "/%")]
    [InlineData("file:///%4", "/%4")]
    [InlineData("file:///%4g%g4% 4%+4", "/%4g%g4% 4%+4")]
    [InlineData("file:///%00", "/%00")]
    [InlineData("file:///a?b#c", "/a?b#c")]
    public void A_file_has_an_absolute_path_with_its_escapes_resolved(string url, string path)
    {
        Assert.Equal(path, Encoding.UTF8.GetString(EndpointUrl.FilePath(Encoding.UTF8.GetBytes(url))!));
    }

    [Fact]
    public void Bytes_stay_as_they_are()
    {
        Assert.Equal([(byte)'/', 0xFF, 0x80, 0xFE], EndpointUrl.FilePath([.. "file:///"u8, 0xFF, 0x80, .. "%fE"u8]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/a")]
    [InlineData("file")]
    [InlineData("file:")]
    [InlineData("file:a")]
    [InlineData("file://")]
    [InlineData("file://a")]
    [InlineData("file://host/a")]
    [InlineData("file://localhost")]
    [InlineData(" file:///a")]
    [InlineData("http://host/a")]
    public void Everything_else_is_none(string url)
    {
        Assert.Null(EndpointUrl.FilePath(Encoding.UTF8.GetBytes(url)));
    }
}
