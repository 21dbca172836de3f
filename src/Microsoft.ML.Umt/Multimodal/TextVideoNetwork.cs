using Microsoft.ML.Umt.Checkpoints;
using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Pipeline;
using Microsoft.ML.Umt.Pipeline.Internals;
using Microsoft.ML.Umt.Text;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Multimodal;

/// <summary>A network on videos and words with everything it needs to be fed: description, tokenizer, length of texts. Owns the module.</summary>
internal sealed class TextVideoNetwork<TModule> : IDisposable
    where TModule : nn.Module
{
    private const string WeightsEntry = "Weights.safetensors", VocabularyEntry = "Vocabulary.txt";

    public TextVideoNetwork(VideoTextPreset preset, TextTokenizer tokenizer, int textLength, TModule module)
    {
        (Preset, Tokenizer, TextLength, Module) = (preset, tokenizer, textLength, module);
        module.eval();
    }

    public VideoTextPreset Preset { get; }

    public TextTokenizer Tokenizer { get; }

    /// <summary>Tokens that texts are cut or padded to.</summary>
    public int TextLength { get; }

    public TModule Module { get; }

    public ClipNormalization CreateNormalization() => new(Preset.Mean, Preset.Std);

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public static TextVideoNetwork<TModule> Read(ModelReader reader, Func<VideoTextConfig, TModule> create)
    {
        var preset = SavedVideoText.Read(reader);
        var textLength = reader.ReadInt32();
        var addSeparator = reader.ReadBoolean();
        WordPieceVocabulary? vocabulary = null;
        reader.ReadStored(VocabularyEntry, stream => vocabulary = WordPieceVocabulary.Read(stream, VocabularyEntry));
        var module = create(preset.Config);
        try
        {
            reader.ReadStored(WeightsEntry, stream => Fill(module, stream));
            return new TextVideoNetwork<TModule>(preset, new TextTokenizer(vocabulary!, addSeparator), textLength, module);
        }
        catch
        {
            module.Dispose();
            throw;
        }
    }

    public void Save(ModelWriter writer)
    {
        SavedVideoText.Write(writer, Preset);
        writer.Write(TextLength);
        writer.Write(Tokenizer.AddSeparator);
        writer.WriteStored(VocabularyEntry, Tokenizer.Vocabulary.Write);
        writer.WriteStored(WeightsEntry, stream => SafetensorsFile.Write(stream, Module.state_dict()));
    }

    public void Dispose() => Module.Dispose();

    private static void Fill(nn.Module module, Stream stream)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var saved = SafetensorsFile.Read(stream, WeightsEntry);
        foreach (var (name, target) in module.state_dict())
        {
            if (!saved.Tensors.TryGetValue(name, out var source) || !source.shape.AsSpan().SequenceEqual(target.shape))
                throw new FormatException($"The model file is damaged: '{WeightsEntry}' has no tensor '{name}' of shape [{string.Join(", ", target.shape)}].");
            target.copy_(source);
        }
    }
}
