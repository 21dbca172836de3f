using Microsoft.ML.Umt.Checkpoints;
using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Pipeline;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Classification;

/// <summary>From an encoder source to a network with weights.</summary>
internal static class EncoderLoading
{
    /// <summary>A text that is equal for equal weights.</summary>
    public static string IdentityOf(VideoEncoderSource source, NetworkDefinition definition, int seed) =>
        source.CheckpointPath is { } path
            ? $"{definition.ToJson()} {VideoIdentity.OfFile(path)}"
            : FormattableString.Invariant($"{definition.ToJson()} random {seed}");

    /// <summary>Makes the network. A head that the checkpoint has is left out: its classes are not the user's.</summary>
    /// <exception cref="CheckpointException">The checkpoint cannot be read or does not fit.</exception>
    /// <exception cref="FileNotFoundException">There is no such checkpoint.</exception>
    public static Network Load(VideoEncoderSource source, NetworkDefinition definition, string? identity, int seed, Action<string> log)
    {
        var module = definition.CreateModule(seed);
        try
        {
            LoadInto(module, source, new CheckpointLoadOptions { DropHead = true }, log);
            return new Network(definition, module, identity);
        }
        catch
        {
            module.Dispose();
            throw;
        }
    }

    /// <summary>The video module to finetune, on the CPU, with a fresh head (or the checkpoint's) and the regularisation of training.</summary>
    /// <exception cref="CheckpointException">The checkpoint cannot be read or does not fit.</exception>
    /// <exception cref="FileNotFoundException">There is no such checkpoint.</exception>
    public static VideoTransformer LoadForFinetuning(VideoClassificationOptions options, NetworkDefinition definition, int seed, Action<string> log)
    {
        var config = definition.Video! with
        {
            // Nearly equal logits protect pretrained weights from the first, wild gradients of a fresh head; random weights only learn later for it.
            HeadInitScale = options.Encoder.CheckpointPath is null ? 1 : definition.Video!.HeadInitScale,
            DropPathRate = options.Finetuning.DropPath,
            HeadDropRate = options.Finetuning.HeadDropout,
            CheckpointedBlocks = Math.Min(options.Finetuning.CheckpointedBlocks, definition.Video.Depth),
        };
        var module = new VideoTransformer(config, seed);
        try
        {
            var report = LoadInto(module, options.Encoder, new CheckpointLoadOptions { DropHead = !options.Finetuning.KeepHead, LabelMapFile = options.Finetuning.HeadRowsFile }, log);
            // A fresh head where a trained one was asked for would train with rates that are far too low for it, and say nothing.
            if (options.Finetuning.KeepHead && report is not null && !report.Loaded.Contains("head.weight"))
                throw new CheckpointException($"it has no classification head, which {nameof(VideoFinetuningOptions)}.{nameof(VideoFinetuningOptions.KeepHead)} is to keep. Use a finetuned checkpoint, such as b16_ptk710_ftk710 for Kinetics, or set it to false.", report.File);
            return module;
        }
        catch
        {
            module.Dispose();
            throw;
        }
    }

    private static CheckpointLoadReport? LoadInto(nn.Module module, VideoEncoderSource source, CheckpointLoadOptions options, Action<string> log)
    {
        if (source.CheckpointPath is not { } path)
            return null;
        if (!File.Exists(path))
            throw new FileNotFoundException($"There is no checkpoint '{path}' for {source.Preset.Name}. Weights are never downloaded: get the file from {source.Preset.Source ?? "its publisher"}.", path);
        var report = CheckpointLoader.Load(module, path, options);
        log(report.ToString());
        return report;
    }
}
