using System.Runtime.InteropServices;

namespace Microsoft.ML.Umt.Benchmarks.Retrieval;

/// <summary>The vectors that both sides search: of length one, around 1,000 centres as embeddings of real things are; and queries near some of them.</summary>
internal sealed class VectorFiles : IDisposable
{
    private const int Centres = 1000;

    private readonly string _folder = Directory.CreateTempSubdirectory("umt-retrieval-").FullName;

    public VectorFiles(int rows, int dimensions, int queryCount)
    {
        (Rows, Dimensions, QueryCount) = (rows, dimensions, queryCount);
        var centres = new float[Centres * dimensions];
        Fill(centres, dimensions, seed: 1, centre: null, spread: 1);
        VectorValues = new float[checked(rows * dimensions)];
        Fill(VectorValues, dimensions, seed: 2, centres, spread: 1);
        QueryValues = new float[queryCount * dimensions];
        Fill(QueryValues, dimensions, seed: 3, centres, spread: 1);
        File.WriteAllBytes(Queries, MemoryMarshal.AsBytes(QueryValues.AsSpan()));
        using var stream = File.Create(Vectors);
        for (var row = 0; row < rows; row++)
            stream.Write(MemoryMarshal.AsBytes(VectorValues.AsSpan(row * dimensions, dimensions)));
    }

    public int Rows { get; }

    public int Dimensions { get; }

    public int QueryCount { get; }

    public string Vectors => Path.Combine(_folder, "vectors.f32");

    public string Queries => Path.Combine(_folder, "queries.f32");

    public float[] VectorValues { get; }

    public float[] QueryValues { get; }

    public ReadOnlyMemory<float> Vector(int row) => VectorValues.AsMemory(row * Dimensions, Dimensions);

    public ReadOnlyMemory<float> Query(int query) => QueryValues.AsMemory(query * Dimensions, Dimensions);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static void Fill(float[] values, int dimensions, int seed, float[]? centre, float spread) => Parallel.For(0, values.Length / dimensions, row =>
    {
        // A generator per row: the same vectors however many threads make them.
        var random = new Random((seed * 100_000_007) + row);
        var target = values.AsSpan(row * dimensions, dimensions);
        var first = centre is null ? 0 : random.Next(Centres) * dimensions;
        double squares = 0;
        for (var i = 0; i < dimensions; i++)
        {
            target[i] = (centre is null ? 0 : centre[first + i]) + (spread * (float)((random.NextDouble() + random.NextDouble() - 1) / Math.Sqrt(dimensions)));
            squares += (double)target[i] * target[i];
        }
        foreach (ref var value in target)
            value /= (float)Math.Sqrt(squares);
    });
}
