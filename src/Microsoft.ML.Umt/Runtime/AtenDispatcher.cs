using System.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Runtime;

/// <summary>
/// Calls any operator registered in libtorch through its stable C ABI, with autograd, autocast and device dispatch as for any other operator.
/// Thread-safe. About 3 microseconds a call.
/// </summary>
internal static unsafe class AtenDispatcher
{
    // The version of the stable headers whose schemas the callers here follow: libtorch adapts newer schemas to it.
    private const ulong SchemaVersion = 0x020A_0000_0000_0000;

    private const string Entry = "torch_call_dispatcher";

    /// <summary>Whether the loaded libtorch has the stable entry point at all.</summary>
    public static bool IsAvailable => AtenLibrary.TryGetExport(Entry, out _) && AtenLibrary.TryGetExport("aoti_torch_new_tensor_handle", out _);

    /// <summary>Calls an operator that returns nothing.</summary>
    /// <param name="name">The operator with its namespace, such as <c>aten::relu</c>.</param>
    /// <param name="overload">The overload name, empty for the default one.</param>
    /// <param name="arguments">Every argument of the schema, defaults included.</param>
    /// <exception cref="NotSupportedException">The loaded libtorch has no such entry point.</exception>
    /// <exception cref="InvalidOperationException">The operator does not exist or refused its arguments; libtorch writes the reason to standard error.</exception>
    public static void Invoke(string name, string overload, scoped ref AtenArguments arguments)
    {
        var call = (delegate* unmanaged<byte*, byte*, ulong*, ulong, int>)AtenLibrary.GetExport(Entry, $"the operator {name}");
        int status;
        fixed (byte* nameBytes = Encoding.UTF8.GetBytes(name + '\0'))
        fixed (byte* overloadBytes = Encoding.UTF8.GetBytes(overload + '\0'))
        fixed (ulong* words = arguments.Words)
        {
            status = call(nameBytes, overloadBytes, words, SchemaVersion);
        }

        if (status != 0)
        {
            // Which of the arguments were taken over before the failure is unknown, so none is released here: a leak of a few references beats a double free.
            var shown = overload.Length == 0 ? name : $"{name}.{overload}";
            throw new InvalidOperationException($"libtorch's operator {shown} failed (status {status}): it is missing in this build, does not accept these arguments, or memory ran out (libtorch says which on standard error).");
        }
    }

    /// <summary>Calls an operator that returns one tensor.</summary>
    /// <inheritdoc cref="Invoke(string, string, ref AtenArguments)"/>
    /// <returns>The result, owned by the current dispose scope like any TorchSharp tensor.</returns>
    public static Tensor InvokeTensor(string name, string overload, scoped ref AtenArguments arguments)
    {
        Invoke(name, overload, ref arguments);
        return Tensor.UnsafeCreateTensor((nint)arguments.Words[0]);
    }
}
