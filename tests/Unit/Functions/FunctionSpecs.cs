// What is true of every function: arguments, names, and that nothing that goes wrong reaches the script.

using ApiFunc.Functions;
using Unit.Harness;

namespace Unit;

public sealed class FunctionSpecs
{
    [Fact]
    public void An_argument_that_is_missing_is_an_empty_one()
    {
        var arguments = new Arguments(["one", "", "three"]);

        Assert.Equal(["one", "", "three", ""], Enumerable.Range(1, 4).Select(position => arguments.Get(position)));
        Assert.Equal(["one", "x", "three", "x"], Enumerable.Range(1, 4).Select(position => arguments.Get(position, "x")));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_function_that_fails_returns_what_its_table_says(int code)
    {
        FunctionBody body = _ => throw new InvalidOperationException("broken");
        var function = new Function(FunctionKind.Prints, "broken", "", "", body) { FailureCode = code };

        Assert.Equal(code, function.Run(new FunctionCall(Script.With(), default)));
    }

    [Fact]
    public void Every_name_stands_for_one_function()
    {
        Assert.Distinct(FunctionTable.All.Select(function => function.Name));
        Assert.All(FunctionTable.All, function => Assert.Same(function, FunctionTable.Find(function.Name)));
        Assert.All(["", "POST_TO_API", "post_to_api ", "call", "--help"], name => Assert.Null(FunctionTable.Find(name)));
    }
}
