using System.Text.Json;
using Microsoft.ML.Umt.Tests.Support;
using Microsoft.ML.Umt.Text;

namespace Microsoft.ML.Umt.Tests.Text;

public sealed class TokenizerTests
{
    private static readonly string[] Least = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, FixtureData.Json("text/tokenizer.json").GetArrayLength())];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Ids_are_those_of_the_reference(int number)
    {
        var tokenizer = new TextTokenizer(WordPieceVocabulary.FromFile(FixtureData.Path("text/vocab.txt")));
        var expected = FixtureData.Json("text/tokenizer.json")[number];
        var text = expected.GetProperty("text").GetString()!;
        Assert.Equal(Strings(expected, "basic_tokens"), BasicTokens.Of(text, tokenizer.Vocabulary.Specials));
        Assert.Equal(Numbers(expected, "ids"), tokenizer.Pieces(text).Select(id => (long)id));
        Assert.Equal(Strings(expected, "tokens"), tokenizer.Pieces(text).Select(id => tokenizer.Vocabulary.Tokens[id]));
        var lengths = expected.EnumerateObject().Where(property => property.Name.StartsWith("padded_", StringComparison.Ordinal)).Select(property => property.Name[7..]).ToArray();
        Assert.NotEmpty(lengths);
        foreach (var length in lengths)
        {
            var batch = tokenizer.Encode([text], int.Parse(length));
            Assert.Equal(Numbers(expected, $"padded_{length}"), batch.Ids);
            Assert.Equal(Numbers(expected, $"mask_{length}"), batch.Mask);
        }
    }

    [Fact]
    public void Captions_are_cleaned_as_by_the_reference()
    {
        foreach (var entry in FixtureData.Json("text/pre_text.json").EnumerateArray())
        {
            int? most = entry.GetProperty("max_words") is { ValueKind: JsonValueKind.Number } number ? number.GetInt32() : null;
            Assert.Equal(entry.GetProperty("result").GetString(), CaptionText.Clean(entry.GetProperty("text").GetString()!, most));
        }
        Assert.Equal("a mans dog running fast 1 person its 50% ok", CaptionText.Clean("A man's dog, (running) -- FAST!  #1; <person> / it's 50% \"ok\"\n"));
        Assert.Equal("persons", CaptionText.Clean("<PERSON>'s"));
        Assert.Equal("a b", CaptionText.Clean("a - b"));
        Assert.Equal("[mask]", CaptionText.Clean("[MASK]"));
    }

    [Theory]
    [InlineData("\u039f\u0394\u039f\u03a3 \u03a3", "\u03bf\u03b4\u03bf\u03c2 \u03c3")]
    [InlineData("\u0130I", "i\u0307i")]
    [InlineData("\u03a3\u03a3\u0391.", "\u03c3\u03c3\u03b1.")]
    public void Lower_case_follows_the_full_mapping(string text, string lower) => Assert.Equal(lower, LowerCase.Of(text));

    [Fact]
    public void The_table_of_bare_letters_is_that_of_the_runtime()
    {
        // With invariant globalisation the runtime decomposes nothing, which is why there is a table.
        if ("\u00e9".Normalize(System.Text.NormalizationForm.FormD).Length == 1)
            return;
        var differences = new List<string>();
        for (var point = 0; point <= 0x10FFFF; point++)
        {
            if (point is >= 0xD800 and <= 0xDFFF || System.Text.Rune.GetUnicodeCategory(new System.Text.Rune(point)) == System.Globalization.UnicodeCategory.OtherNotAssigned)
                continue;
            var text = char.ConvertFromUtf32(point);
            var bare = string.Concat(text.Normalize(System.Text.NormalizationForm.FormD).EnumerateRunes()
                .Where(rune => System.Text.Rune.GetUnicodeCategory(rune) != System.Globalization.UnicodeCategory.NonSpacingMark));
            if (bare != BareLetters.Of(text))
                differences.Add($"{point:X}");
        }
        // Letters that a later Unicode has added.
        Assert.True(differences.Count < 30, string.Join(' ', differences));
    }

    [Fact]
    public void Half_a_surrogate_pair_and_characters_beyond_16_bits_do_no_harm()
    {
        var tokenizer = new TextTokenizer(WordPieceVocabulary.FromTokens([.. Least, "a", "\U00020000"]));
        Assert.Equal([5, 6, 5], tokenizer.Pieces("a\ud800 \U00020000a\udc00"));
        // 100 code points are one word, 101 are too long for one, whatever their number of UTF-16 units.
        Assert.Equal([1], tokenizer.Pieces(string.Concat(Enumerable.Repeat("\U0001F600", 101))));
    }

    [Fact]
    public void A_huge_text_costs_what_fits()
    {
        var tokenizer = new TextTokenizer(WordPieceVocabulary.FromTokens([.. Least, "a"]));
        var text = string.Concat(Enumerable.Repeat("a ", 5_000_000));
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var batch = tokenizer.Encode([text], 32);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(1), $"{watch.Elapsed}");
        Assert.Equal([2, .. Enumerable.Repeat(5L, 31)], batch.Ids);
    }

    [Fact]
    public void A_separator_is_added_only_when_asked_for()
    {
        var vocabulary = WordPieceVocabulary.FromTokens([.. Least, "a"]);
        var tokenizer = new TextTokenizer(vocabulary, addSeparator: true);
        Assert.Equal([2, 5, 3, 0], tokenizer.Encode(["a"], 4).Ids);
        Assert.Equal([2, 5, 5, 3], tokenizer.Encode(["a a a a"], 4).Ids);
        Assert.Equal([1, 1, 1, 1], tokenizer.Encode(["a a a a"], 4).Mask);
        Assert.Contains("[SEP]", Assert.Throws<ArgumentException>(() => new TextTokenizer(WordPieceVocabulary.FromTokens(["[PAD]", "[UNK]", "[CLS]"]), true)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Ids_survive_saving_and_empty_lines()
    {
        var vocabulary = WordPieceVocabulary.FromTokens(["[PAD]", "", "[UNK]", "", "[CLS]", "a"]);
        using var stream = new MemoryStream();
        vocabulary.Write(stream);
        stream.Position = 0;
        var read = WordPieceVocabulary.Read(stream, "saved");
        Assert.Equal(vocabulary.Tokens, read.Tokens);
        Assert.Equal([4, 5, 2, 0], new TextTokenizer(read).Encode(["a b"], 4).Ids);
    }

    [Theory]
    [InlineData("[PAD]\n[UNK]\na", "no token [CLS]")]
    [InlineData("[PAD]\n[UNK]\n[CLS]\na\nb\na", "lines 4 and 6 both hold 'a'")]
    [InlineData("", "no token [PAD]")]
    public void A_vocabulary_that_is_none_is_refused_with_what_is_wrong(string content, string message)
    {
        var path = Path.Combine(Path.GetTempPath(), $"vocab-{Guid.NewGuid():N}.txt");
        File.WriteAllText(path, content);
        try
        {
            var error = Assert.Throws<ArgumentException>(() => WordPieceVocabulary.FromFile(path)).Message;
            Assert.Contains(message, error, StringComparison.Ordinal);
            Assert.Contains(path, error, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void An_absent_or_binary_vocabulary_is_named()
    {
        Assert.Contains("/nowhere/vocab.txt", Assert.Throws<FileNotFoundException>(() => WordPieceVocabulary.FromFile("/nowhere/vocab.txt")).Message, StringComparison.Ordinal);
        using var binary = new MemoryStream([0xff, 0xfe, 0x80, 0x81, 0xc0]);
        binary.Position = 2;
        Assert.Throws<ArgumentException>(() => WordPieceVocabulary.Read(binary, "binary"));
    }

    private static IEnumerable<string?> Strings(JsonElement element, string name) => element.GetProperty(name).EnumerateArray().Select(value => value.GetString());

    private static IEnumerable<long> Numbers(JsonElement element, string name) => element.GetProperty(name).EnumerateArray().Select(value => value.GetInt64());
}
