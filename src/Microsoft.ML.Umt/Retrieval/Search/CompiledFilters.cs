using System.Linq.Expressions;
using System.Runtime.CompilerServices;

namespace Microsoft.ML.Umt.Retrieval;

/// <summary>Filters as delegates. Compiling takes longer than a search of a small index, so each expression is compiled once while it lives.</summary>
internal static class CompiledFilters
{
    private static readonly ConditionalWeakTable<Expression<Func<VideoRecord, bool>>, Func<VideoRecord, bool>> Compiled = [];

    public static Func<VideoRecord, bool>? Get(Expression<Func<VideoRecord, bool>>? filter) =>
        filter is null ? null : Compiled.GetValue(filter, expression => expression.Compile());
}
