using System.Text;
using Microsoft.ML.Tokenizers;

namespace Microsoft.ML.Umt.Text;

/// <summary>
/// From text to the ids that the authors' text towers were trained with (spec umt-multi 2): <c>[CLS]</c>, then word pieces, then padding, and no
/// <c>[SEP]</c> unless asked for. Cleans nothing: see <see cref="CaptionText"/>. Thread-safe.
/// </summary>
/// <remarks>The library's BertTokenizer splits and cleans in its own way and adds the separator; so only its word pieces are used, word by word.</remarks>
internal sealed class TextTokenizer
{
    private const int LongestWord = 100;

    private readonly WordPieceTokenizer _pieces;
    private readonly IReadOnlySet<string> _specials;

    /// <param name="vocabulary">The word pieces.</param>
    /// <param name="addSeparator">Whether a text ends with <c>[SEP]</c>, as plain BERT wants it and the authors' models do not.</param>
    /// <exception cref="ArgumentException">A separator is wanted and the vocabulary has none.</exception>
    public TextTokenizer(WordPieceVocabulary vocabulary, bool addSeparator = false)
    {
        (Vocabulary, AddSeparator) = (vocabulary, addSeparator);
        if (addSeparator)
            _ = vocabulary.SeparatorId;
        _specials = vocabulary.Specials;
        using var file = new MemoryStream();
        // Empty places would be read as one token that occurs twice.
        var tokens = vocabulary.Tokens.Select((token, id) => token.Length > 0 ? token : FormattableString.Invariant($"\uE000{id}"));
        file.Write(Encoding.UTF8.GetBytes(string.Join('\n', tokens)));
        file.Position = 0;
        _pieces = WordPieceTokenizer.Create(file, new WordPieceOptions
        {
            UnknownToken = WordPieceVocabulary.Unknown,
            // Counted in UTF-16 there; here in code points, before.
            MaxInputCharsPerWord = 2 * LongestWord,
            PreTokenizer = null,
            Normalizer = null,
        });
    }

    public WordPieceVocabulary Vocabulary { get; }

    public bool AddSeparator { get; }

    /// <summary>The ids of the word pieces of a text, without <c>[CLS]</c>; at most <paramref name="most"/> of them.</summary>
    public IReadOnlyList<int> Pieces(string text, int most = int.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(text);
        var ids = new List<int>();
        foreach (var word in BasicTokens.Of(text, _specials))
        {
            if (ids.Count >= most)
                break;
            if (_specials.Contains(word))
                ids.Add(Vocabulary.IdOf(word));
            else if (CodePoints(word) > LongestWord)
                ids.Add(Vocabulary.UnknownId);
            else
                ids.AddRange(_pieces.EncodeToIds(word, considerPreTokenization: false, considerNormalization: false));
        }
        return ids.Count > most ? ids[..most] : ids;
    }

    /// <summary>Rows of <paramref name="length"/> ids: <c>[CLS]</c>, as many pieces as fit, padding. What does not fit is cut off at the end.</summary>
    public TokenBatch Encode(IReadOnlyList<string> texts, int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, AddSeparator ? 2 : 1);
        var ids = new long[texts.Count * length];
        var mask = new long[ids.Length];
        Array.Fill(ids, Vocabulary.PaddingId);
        for (var i = 0; i < texts.Count; i++)
        {
            var row = ids.AsSpan(i * length, length);
            var pieces = Pieces(texts[i], length - (AddSeparator ? 2 : 1));
            row[0] = Vocabulary.StartId;
            for (var k = 0; k < pieces.Count; k++)
                row[k + 1] = pieces[k];
            var used = pieces.Count + 1;
            if (AddSeparator)
                row[used++] = Vocabulary.SeparatorId;
            mask.AsSpan(i * length, used).Fill(1);
        }
        return new TokenBatch(ids, mask, texts.Count, length);
    }

    private static int CodePoints(string word)
    {
        var count = word.Length;
        foreach (var unit in word)
            count -= char.IsLowSurrogate(unit) ? 1 : 0;
        return count;
    }
}
