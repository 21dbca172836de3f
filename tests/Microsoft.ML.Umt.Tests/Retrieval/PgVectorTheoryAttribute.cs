namespace Microsoft.ML.Umt.Tests.Retrieval;

/// <summary>A theory that needs a PostgreSQL server with pgvector; without the address of one it is skipped and says so.</summary>
internal sealed class PgVectorTheoryAttribute : TheoryAttribute
{
    public const string Variable = "UMT_PGVECTOR";

    public PgVectorTheoryAttribute() =>
        Skip = ConnectionString is null ? $"Needs PostgreSQL with pgvector: set {Variable} to a connection string, for example 'Host=localhost;Database=test;Username=test;Password=test'." : null;

    public static string? ConnectionString => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } text ? text : null;
}
