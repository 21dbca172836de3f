using Microsoft.ML.Runtime;
using Microsoft.ML.Umt.Checkpoints;
using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Pipeline.Internals;
using TorchSharp;

namespace Microsoft.ML.Umt.Pipeline;

/// <summary>A network with its weights in main memory, and how it is saved inside a model. Owns the module.</summary>
internal sealed class EncoderModel : IDisposable
{
    private const string WeightsEntry = "Weights.safetensors";

    /// <param name="preset">The description that the module was built from.</param>
    /// <param name="module">A <see cref="VideoTransformer"/> or an <see cref="ImageTransformer"/> on the CPU.</param>
    public EncoderModel(ModelPreset preset, torch.nn.Module module)
    {
        Preset = preset;
        Module = module;
        module.eval();
    }

    public ModelPreset Preset { get; }

    public torch.nn.Module Module { get; }

    /// <summary>The same network without its classification head, whose weights are then not kept.</summary>
    public static ModelPreset WithoutHead(ModelPreset preset) => preset with
    {
        Video = preset.Video is null ? null : preset.Video with { Classes = 0 },
        Image = preset.Image is null ? null : preset.Image with { Classes = 0 },
    };

    /// <summary>Loads weights from a checkpoint file; what was loaded is said on the channel.</summary>
    public static EncoderModel Load(ModelPreset preset, string checkpointPath, IChannel channel)
    {
        var module = CreateModule(preset, seed: 0);
        try
        {
            var report = CheckpointLoader.Load(module, checkpointPath);
            channel.Info(MessageSensitivity.UserData, "{0}", report);
            return new EncoderModel(preset, module);
        }
        catch
        {
            module.Dispose();
            throw;
        }
    }

    /// <summary>Makes up the weights.</summary>
    public static EncoderModel CreateRandom(ModelPreset preset, int seed) => new(preset, CreateModule(preset, seed));

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public static EncoderModel Read(ModelReader reader)
    {
        var preset = SavedPreset.Read(reader);
        var module = CreateModule(preset, seed: 0);
        try
        {
            reader.ReadStored(WeightsEntry, stream => Fill(module, stream));
            return new EncoderModel(preset, module);
        }
        catch
        {
            module.Dispose();
            throw;
        }
    }

    public void Save(ModelWriter writer)
    {
        SavedPreset.Write(writer, Preset);
        writer.WriteStored(WeightsEntry, stream => SafetensorsFile.Write(stream, Module.state_dict()));
    }

    public void Dispose() => Module.Dispose();

    private static torch.nn.Module CreateModule(ModelPreset preset, int seed) => preset.Video is { } video
        ? new VideoTransformer(video, seed)
        : new ImageTransformer(preset.Image ?? throw new ArgumentException($"The model '{preset.Name}' describes neither a video nor an image network."), seed);

    private static void Fill(torch.nn.Module module, Stream stream)
    {
        using var scope = torch.NewDisposeScope();
        using var noGrad = torch.no_grad();
        using var saved = SafetensorsFile.Read(stream, WeightsEntry);
        foreach (var (name, target) in module.state_dict())
        {
            if (!saved.Tensors.TryGetValue(name, out var source) || !source.shape.SequenceEqual(target.shape))
                throw new FormatException($"The model file is damaged: '{WeightsEntry}' has no tensor '{name}' of shape [{string.Join(", ", target.shape)}].");
            target.copy_(source);
        }
    }
}
