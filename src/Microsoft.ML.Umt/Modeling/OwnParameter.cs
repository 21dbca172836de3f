using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Modeling;

/// <summary>Makes parameters that belong to their module alone: TorchSharp's own would end with the dispose scope they were made in.</summary>
internal static class OwnParameter
{
    public static Parameter Of(Tensor values)
    {
        var parameter = new Parameter(values);
        parameter.DetachFromDisposeScope();
        return parameter;
    }
}
