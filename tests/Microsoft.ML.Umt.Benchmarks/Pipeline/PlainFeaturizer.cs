using Microsoft.ML.Umt.Augmentation;
using Microsoft.ML.Umt.Inference;
using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Pipeline;
using Microsoft.ML.Umt.Runtime;
using TorchSharp;

namespace Microsoft.ML.Umt.Benchmarks.Pipeline;

/// <summary>
/// What someone would write without ML.NET: decoding on a fixed number of threads, running ahead of the model by a bounded number of
/// clips, and one forward per batch meanwhile.
/// </summary>
internal sealed class PlainFeaturizer : IDisposable
{
    private readonly VideoFeaturizationOptions _options;
    private readonly ClipReader _reader;
    private readonly IVideoEncoder _encoder;

    public PlainFeaturizer(VideoFeaturizationOptions options, int seed)
    {
        _options = options;
        var sampling = options.EffectiveSampling;
        _reader = new ClipReader(
            options.Reading.CreateDecoder(), sampling.CreateEvaluationSampler(), sampling.FrameCount, EvalTransform.Test(options.Model.ImageSize, 1));
        NativeRuntime.EnsureLoaded();
        using var module = new VideoTransformer(EncoderModel.WithoutHead(options.Model).Video!, seed);
        module.eval();
        _encoder = VideoEncoders.Create(module, PrecisionSupport.Resolve(options.Precision, torch.CPU), torch.CPU);
    }

    public List<float[]> Featurize(string[] paths)
    {
        using var workers = new SemaphoreSlim(_options.Reading.Workers!.Value);
        var ahead = _options.BatchSize * (_options.Reading.PrefetchBatches + 1);
        var pending = new Queue<Task<byte[]>>();
        var features = new List<float[]>();
        var next = 0;
        while (features.Count < paths.Length)
        {
            while (next < paths.Length && pending.Count < ahead)
                pending.Enqueue(Start(paths[next++], workers));
            var batch = new List<byte[]>();
            while (batch.Count < _options.BatchSize && pending.TryDequeue(out var clip))
                batch.Add(clip.Result);
            features.AddRange(Encode(batch));
        }
        return features;
    }

    public void Dispose() => _encoder.Dispose();

    private Task<byte[]> Start(string path, SemaphoreSlim workers) => Task.Factory.StartNew(
        () =>
        {
            workers.Wait();
            try
            {
                var clip = new byte[_reader.Shape.Bytes];
                _reader.Read(MLVideo.FromFile(path), 0, clip, CancellationToken.None);
                return clip;
            }
            finally
            {
                workers.Release();
            }
        },
        TaskCreationOptions.LongRunning);

    private IEnumerable<float[]> Encode(List<byte[]> batch)
    {
        using var noGrad = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        var shape = _reader.Shape;
        var bytes = torch.stack(batch.Select(clip => torch.tensor(clip, torch.ScalarType.Byte)));
        var clips = bytes.view(batch.Count, shape.Frames, shape.Size, shape.Size, 3).permute(0, 4, 1, 2, 3).to(torch.ScalarType.Float32).contiguous();
        var mean = torch.tensor(_options.Model.Mean.ToArray()).view(1, 3, 1, 1, 1);
        var std = torch.tensor(_options.Model.Std.ToArray()).view(1, 3, 1, 1, 1);
        var features = _encoder.Features(clips.div(255).sub(mean).div(std));
        return [.. features.data<float>().ToArray().Chunk((int)features.shape[1])];
    }
}
