// What servers say of the user and the password that they got.

using ApiFunc.Http;

namespace Unit;

public sealed class CredentialsSpecs
{
    [Theory]
    [InlineData("bob:bob-secret", "no such pair bob / bob-secret", "no such pair *** / ***")]
    [InlineData("bob-secret:bob", "no such pair bob-secret / bob", "no such pair *** / ***")]
    [InlineData("me:s3cret", "Authorization: Basic bWU6czNjcmV0", "Authorization: Basic ***")]
    [InlineData("me:p@ss/w", "?u=me&p=p%40ss%2Fw and p%40ss%2fw", "?u=***&p=*** and ***")]
    [InlineData("me:pa\"ss\\w", "{\"error\": \"bad pa\\\"ss\\\\w\"}", "{\"error\": \"bad ***\"}")]
    [InlineData("me:long-enough", "\\nlong-enough is wrong, as xlong-enoughx is", "\\n*** is wrong, as x***x is")]
    [InlineData("a:b", "a bad pair: a, b", "*** bad pair: ***, ***")]
    [InlineData("me:", "me and nobody", "*** and nobody")]
    [InlineData("me:wrong", "Wrong password 'wrong' of Me", "Wrong password '***' of Me")]
    [InlineData("me:a:b", "a:b and a", "*** and a")]
    public void They_are_masked_in_each_form(string login, string text, string masked) =>
        Assert.Equal(masked, Credentials.Mask(text, login));

    [Theory]
    [InlineData("*"), InlineData("**"), InlineData("***")]
    public void A_password_that_looks_like_a_mask_comes_to_an_end(string password) =>
        Assert.Equal("a *** b", Credentials.Mask($"a {password} b", $"me:{password}"));

    [Fact]
    public void Without_a_login_nothing_is_masked() => Assert.Equal("a b", Credentials.Mask("a b", null));
}
