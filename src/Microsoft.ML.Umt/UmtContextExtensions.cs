using Microsoft.ML.Umt.Pipeline.Internals;

namespace Microsoft.ML;

/// <summary>Adds the catalog of the Unmasked Teacher to <see cref="MLContext"/>.</summary>
public static class UmtContextExtensions
{
    /// <summary>The catalog of components for pretraining and for videos with text.</summary>
    /// <param name="context">The context.</param>
    public static UmtCatalog Umt(this MLContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new UmtCatalog(context.Transforms.GetEnvironment());
    }
}
