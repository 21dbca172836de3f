using System.Security.Cryptography;
using System.Text;

namespace Microsoft.ML.Umt.Text;

/// <summary>The word pieces that a text model knows: a file with one token a line, its number being its id. Immutable.</summary>
internal sealed class WordPieceVocabulary
{
    public const string Padding = "[PAD]", Unknown = "[UNK]", Start = "[CLS]", Separator = "[SEP]", Mask = "[MASK]";

    private const int MaxTokens = 10_000_000;
    private const long MaxFileBytes = 256L << 20;

    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);

    private WordPieceVocabulary(string name, IReadOnlyList<string> tokens)
    {
        (Name, Tokens) = (name, tokens);
        if (tokens.Count is 0 or > MaxTokens)
            throw Invalid($"it holds {tokens.Count} tokens");
        for (var id = 0; id < tokens.Count; id++)
        {
            // Unused places are left empty in some files.
            if (tokens[id].Length > 0 && !_ids.TryAdd(tokens[id], id))
                throw Invalid($"lines {_ids[tokens[id]] + 1} and {id + 1} both hold '{tokens[id]}'");
        }
        (PaddingId, UnknownId, StartId) = (Required(Padding), Required(Unknown), Required(Start));
    }

    /// <summary>The file's name, for messages.</summary>
    public string Name { get; }

    /// <summary>The tokens by id.</summary>
    public IReadOnlyList<string> Tokens { get; }

    public int Count => Tokens.Count;

    /// <summary>Changes when any token or its id does.</summary>
    public string Digest => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', Tokens)))[..8]);

    public int PaddingId { get; }

    public int UnknownId { get; }

    public int StartId { get; }

    /// <summary>Id of <c>[SEP]</c>, which ends answers.</summary>
    /// <exception cref="ArgumentException">The vocabulary has none.</exception>
    public int SeparatorId => Required(Separator);

    /// <summary>Id of <c>[MASK]</c>, which the masked-language loss needs.</summary>
    /// <exception cref="ArgumentException">The vocabulary has none.</exception>
    public int MaskId => Required(Mask);

    /// <summary>Special tokens of this vocabulary.</summary>
    public IReadOnlySet<string> Specials => new HashSet<string>(new[] { Padding, Unknown, Start, Separator, Mask }.Where(_ids.ContainsKey));

    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="ArgumentException">It is no vocabulary: the message says what is wrong and what was expected.</exception>
    public static WordPieceVocabulary FromFile(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        var file = new FileInfo(path);
        if (!file.Exists)
            throw new FileNotFoundException($"There is no vocabulary '{path}'. It is the vocab.txt that belongs to the text model, one token a line; for the published models that of bert-base-uncased.", path);
        if (file.Length > MaxFileBytes)
            throw new ArgumentException($"'{path}' is no vocabulary: {file.Length:N0} bytes. A text file with one token a line was expected.", nameof(path));
        using var stream = file.OpenRead();
        return Read(stream, path);
    }

    /// <summary>A vocabulary from its tokens in the order of their ids.</summary>
    /// <exception cref="ArgumentException">A token occurs twice, or one that is needed is absent.</exception>
    public static WordPieceVocabulary FromTokens(IEnumerable<string> tokens, string name = "vocabulary") => new(name, [.. tokens]);

    public static WordPieceVocabulary Read(Stream stream, string name)
    {
        using var reader = new StreamReader(stream, new UTF8Encoding(false, throwOnInvalidBytes: true), detectEncodingFromByteOrderMarks: true, leaveOpen: true);
        var tokens = new List<string>();
        try
        {
            // Only line feeds end a line: ReadLine would also split at a lone carriage return, and every later id would be wrong.
            foreach (var line in reader.ReadToEnd().TrimEnd('\n', '\r').Split('\n'))
                tokens.Add(line.TrimEnd('\r'));
        }
        catch (DecoderFallbackException)
        {
            throw new ArgumentException($"'{name}' is no vocabulary: it is not UTF-8 text. A text file with one token a line was expected.");
        }
        return new WordPieceVocabulary(name, tokens);
    }

    /// <summary>Writes what <see cref="Read"/> reads.</summary>
    public void Write(Stream stream)
    {
        using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        foreach (var token in Tokens)
            writer.WriteLine(token);
    }

    public bool Contains(string token) => _ids.ContainsKey(token);

    public int IdOf(string token) => _ids[token];

    private int Required(string token) => _ids.TryGetValue(token, out var id) ? id : throw Invalid($"it has no token {token}");

    private ArgumentException Invalid(string what) =>
        new($"The vocabulary '{Name}' cannot be used: {what}. Expected is the vocab.txt of the text model, one token a line, with {Padding}, {Unknown} and {Start} among them.");
}
