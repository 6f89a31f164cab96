// Entry: a function of api.func is run with its arguments taken literally; everything else is a tool command.

using ApiFunc.Caller;
using ApiFunc.Commands;
using ApiFunc.Functions;
using ApiFunc.Outbox;

namespace ApiFunc;

internal static class Program
{
    private static int Main(string[] args)
    {
        if (args.Length == 0)
            return ToolCommands.Run(["--help"]);

        if (args[0] == ShimCall.Name)
            return ShimCall.Run(args.AsSpan(1));
        if (args is [Deliverer.Name, Deliverer.Once or Deliverer.Patient])
            return Deliverer.Run(args[1]);

        return FunctionTable.Find(args[0]) is { } function
            ? function.RunDirectly(new Arguments(args[1..]))
            : ToolCommands.Run(args);
    }
}
