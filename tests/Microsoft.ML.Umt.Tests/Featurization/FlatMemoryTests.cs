using System.Diagnostics;
using Microsoft.ML.Umt.Tests.Conformance;
using TorchSharp;

namespace Microsoft.ML.Umt.Tests.Featurization;

public sealed class FlatMemoryTests
{
    private const int Predictions = 2000;
    private const long MostManagedGrowth = 5L << 20;
    private const long MostResidentGrowth = 50L << 20;

    [Fact]
    public void Two_thousand_predictions_leave_no_memory_behind()
    {
        var context = new MLContext(seed: 1);
        var videos = Enumerable.Range(0, 10).Select(seed => new VideoRow { Video = TinyVideos.InMemory(seed) }).ToArray();
        using var transformer = context.Transforms.FeaturizeVideo("Features", "Video", TinyEncoder.Options()).Fit(context.Data.LoadFromEnumerable(videos));
        using var engine = context.Model.CreatePredictionEngine<VideoRow, FeatureRow>(transformer, new PredictionEngineOptions { OwnsTransformer = false });
        var row = new FeatureRow();
        for (var i = 0; i < 300; i++)
            engine.Predict(videos[i % videos.Length], ref row);

        var (managed, resident, tensors) = Measure();
        for (var i = 0; i < Predictions; i++)
            engine.Predict(videos[i % videos.Length], ref row);
        var (managedAfter, residentAfter, tensorsAfter) = Measure();

        Assert.InRange(managedAfter - managed, long.MinValue, MostManagedGrowth);
        Assert.InRange(residentAfter - resident, long.MinValue, MostResidentGrowth);
        Assert.Equal(tensors, tensorsAfter);
    }

    [Fact]
    public void Batches_leave_no_tensors_behind()
    {
        var context = new MLContext(seed: 1);
        var view = context.Data.LoadFromEnumerable(Enumerable.Range(0, 20).Select(seed => new VideoRow { Video = TinyVideos.InMemory(seed) }));
        using var transformer = context.Transforms.FeaturizeVideo("Features", "Video", TinyEncoder.Options()).Fit(view);
        var scored = transformer.Transform(view);
        Scan();
        var tensors = torch.Tensor.TotalCount;
        for (var pass = 0; pass < 5; pass++)
            Scan();
        Assert.Equal(tensors, torch.Tensor.TotalCount);

        void Scan() => Assert.Equal(20, context.Data.CreateEnumerable<FeatureRow>(scored, reuseRowObject: true).Count());
    }

    private static (long Managed, long Resident, long Tensors) Measure()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        return (GC.GetTotalMemory(forceFullCollection: true), process.WorkingSet64, torch.Tensor.TotalCount);
    }
}
