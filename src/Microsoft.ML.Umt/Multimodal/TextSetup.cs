using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Text;

namespace Microsoft.ML.Umt.Multimodal;

/// <summary>Brings a vocabulary and the description of a text tower together.</summary>
internal static class TextSetup
{
    /// <summary>Reads the vocabulary.</summary>
    /// <exception cref="ArgumentException">No path is given, or the file is no vocabulary.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static TextTokenizer Tokenizer(string? vocabularyPath, bool addSeparator, string owner) => string.IsNullOrWhiteSpace(vocabularyPath)
        ? throw new ArgumentException($"{owner}.VocabularyPath is not set: a text tower needs the file with its word pieces, such as the vocab.txt of bert-base-uncased for the published models.")
        : new TextTokenizer(WordPieceVocabulary.FromFile(vocabularyPath), addSeparator);

    /// <summary>The text tower with the size and the special tokens of the vocabulary.</summary>
    /// <exception cref="ArgumentException">The vocabulary does not belong to a published model, or texts are longer than the tower takes.</exception>
    public static VideoTextPreset WithVocabulary(VideoTextPreset preset, WordPieceVocabulary vocabulary, int textLength)
    {
        var text = preset.Config.Text;
        if (preset.Source is not null && vocabulary.Count != text.VocabularySize)
        {
            throw new ArgumentException(
                $"The vocabulary '{vocabulary.Name}' has {vocabulary.Count:N0} word pieces; the model '{preset.Name}' was trained with the {text.VocabularySize:N0} of bert-base-uncased. "
                + "Give its vocab.txt, or choose a model without published weights.");
        }
        if (textLength > text.MaxTokens)
            throw new ArgumentException($"TextLength is {textLength}, but the text tower of '{preset.Name}' takes at most {text.MaxTokens} tokens.");
        int Id(string token) => vocabulary.Contains(token) ? vocabulary.IdOf(token) : vocabulary.UnknownId;
        return preset with
        {
            Config = preset.Config with
            {
                Text = text with
                {
                    VocabularySize = vocabulary.Count,
                    PadId = vocabulary.PaddingId,
                    UnknownId = vocabulary.UnknownId,
                    StartId = vocabulary.StartId,
                    EndId = Id(WordPieceVocabulary.Separator),
                    MaskId = Id(WordPieceVocabulary.Mask),
                },
            },
        };
    }
}
