using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.VectorData;
using Microsoft.ML.Umt.Retrieval.Storage;

namespace Microsoft.ML.Umt.Retrieval.Stores;

/// <summary>What a collection of video records is made with, read from its definition.</summary>
/// <param name="Name">Name of the collection.</param>
/// <param name="Dimensions">Length of the embeddings.</param>
/// <param name="Normalize">Whether embeddings and queries are scaled to length one.</param>
/// <param name="Generator">Makes the embedding of a text that is searched for; null for none.</param>
internal sealed partial record CollectionSettings(string Name, int Dimensions, bool Normalize, IEmbeddingGenerator? Generator)
{
    /// <summary>Checks, copies and scales embeddings; stores keep 32-bit values.</summary>
    public EmbeddingRules Rules { get; } = new(Dimensions, EmbeddingStorage.Float32, Normalize);

    /// <summary>Names that mean the same in every store, whatever it thinks of case, length and special characters.</summary>
    /// <exception cref="ArgumentException">The name is outside of that.</exception>
    public static string CheckName(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return NamePattern().IsMatch(name)
            ? name
            : throw new ArgumentException($"'{RecordLimits.Shortened(name)}' cannot be the name of a collection: a to z, 0 to 9, '_' and '-' are possible, the first a letter, 63 at most.", nameof(name));
    }

    /// <summary>Reads a definition as <see cref="VideoRecord.CreateDefinition"/> makes it.</summary>
    /// <exception cref="ArgumentException">There is none, or it describes something else.</exception>
    public static CollectionSettings Read(string name, VectorStoreCollectionDefinition? definition)
    {
        CheckName(name);
        if (definition is null)
            throw new ArgumentException($"The length of the embeddings is not known: give the definition {nameof(VideoRecord)}.{nameof(VideoRecord.CreateDefinition)}(dimensions).", nameof(definition));
        if (definition.Properties.OfType<VectorStoreVectorProperty>().ToArray() is not [{ Name: nameof(VideoRecord.Embedding) } vector])
            throw new ArgumentException($"The definition must have the one vector '{nameof(VideoRecord.Embedding)}'; use {nameof(VideoRecord)}.{nameof(VideoRecord.CreateDefinition)}.", nameof(definition));
        var normalize = vector.DistanceFunction switch
        {
            null or DistanceFunction.DotProductSimilarity => false,
            DistanceFunction.CosineSimilarity => true,
            var other => throw new ArgumentException($"The distance function '{other}' is not supported; {DistanceFunction.DotProductSimilarity} and {DistanceFunction.CosineSimilarity} are.", nameof(definition)),
        };
        return new(name, EmbeddingLength.Check(vector.Dimensions), normalize, vector.EmbeddingGenerator ?? definition.EmbeddingGenerator);
    }

    /// <exception cref="NotSupportedException">The types are others than <see cref="string"/> and <see cref="VideoRecord"/>.</exception>
    public static void CheckTypes<TKey, TRecord>()
    {
        if (typeof(TKey) != typeof(string) || typeof(TRecord) != typeof(VideoRecord))
            throw new NotSupportedException($"Collections of {typeof(TRecord)} with keys of {typeof(TKey)} are not kept; ask for GetCollection<string, {nameof(VideoRecord)}>.");
    }

    [GeneratedRegex(@"\A[a-z][a-z0-9_-]{0,62}\z")]
    private static partial Regex NamePattern();
}
