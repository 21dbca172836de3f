using Microsoft.ML.Runtime;

namespace Microsoft.ML.Umt.Pipeline.Internals;

/// <summary>What an <see cref="IHostEnvironment"/> knows but does not say in public.</summary>
internal static class HostExtensions
{
    /// <summary>The environment behind <c>mlContext.Transforms</c>.</summary>
    public static IHostEnvironment GetEnvironment(this TransformsCatalog catalog) => Data.CatalogUtils.GetEnvironment(catalog);

    /// <summary>The environment behind <c>mlContext.MulticlassClassification.Trainers</c> and its like.</summary>
    public static IHostEnvironment GetEnvironment(this TrainCatalogBase.CatalogInstantiatorBase catalog) => Data.CatalogUtils.GetEnvironment(catalog);

    /// <summary>The environment behind <c>mlContext.Data</c>.</summary>
    public static IHostEnvironment GetEnvironment(this DataOperationsCatalog catalog) => Data.CatalogUtils.GetEnvironment(catalog);

    /// <summary>
    /// The device that the context asks for, as it is now. Read it when a model is fitted or loaded: a host keeps the values that its
    /// context had when the host was made.
    /// </summary>
    public static DeviceRequest GetDeviceRequest(this IHostEnvironment environment, int? gpuDeviceId = null, bool? fallbackToCpu = null)
    {
        var inner = environment as IHostEnvironmentInternal;
        return new DeviceRequest(gpuDeviceId ?? inner?.GpuDeviceId, fallbackToCpu ?? inner?.FallbackToCpu ?? false);
    }

    /// <summary>The context's seed, null if it has none.</summary>
    public static int? GetSeed(this IHostEnvironment environment) => (environment as IHostEnvironmentInternal)?.Seed;

    /// <summary>Throws <see cref="OperationCanceledException"/> after <c>CancelExecution</c> of the context.</summary>
    public static void ThrowIfCanceled(this IHostEnvironment environment)
    {
        if (environment is ICancelable { IsCanceled: true })
            throw new OperationCanceledException("The execution was canceled through the MLContext.");
    }
}
