using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Microsoft.ML.Umt.Retrieval;

/// <summary>Filters as delegates. Compiling takes longer than a search of a small index, so each expression is compiled once while it lives.</summary>
internal static class CompiledFilters
{
    private static readonly ConditionalWeakTable<Expression<Func<VideoRecord, bool>>, Func<VideoRecord, bool>> Compiled = [];

    public static Func<VideoRecord, bool>? Get(Expression<Func<VideoRecord, bool>>? filter) =>
        filter is null ? null : Compiled.GetValue(filter, expression => ((Expression<Func<VideoRecord, bool>>)new Forgiving().Visit(expression)).Compile());

    /// <summary>The value of a name, or null.</summary>
    private static string? Lookup(IReadOnlyDictionary<string, string> metadata, string name) => metadata.GetValueOrDefault(name);

    private static bool StartsWith(string? text, string? part) => text is not null && part is not null && text.StartsWith(part, StringComparison.Ordinal);

    private static bool EndsWith(string? text, string? part) => text is not null && part is not null && text.EndsWith(part, StringComparison.Ordinal);

    private static bool Contains(string? text, string? part) => text is not null && part is not null && text.Contains(part, StringComparison.Ordinal);

    /// <summary>
    /// Gives a filter the meaning that databases give it: an absent text contains nothing, absent metadata are null, texts compare by character. Without this
    /// one video without a title would end a whole search, and only in memory.
    /// </summary>
    private sealed class Forgiving : ExpressionVisitor
    {
        protected override Expression VisitMethodCall(MethodCallExpression node)
        {
            var visited = (MethodCallExpression)base.VisitMethodCall(node);
            if (visited.Object is not { } target)
                return visited;
            if (visited.Method.Name == "get_Item" && target.Type == typeof(IReadOnlyDictionary<string, string>))
                return Call(nameof(Lookup), target, visited.Arguments[0]);
            var isPlain = target.Type == typeof(string) && visited.Arguments.Count == 1 && visited.Arguments[0].Type == typeof(string);
            if (isPlain && visited.Method.Name is (nameof(StartsWith) or nameof(EndsWith) or nameof(Contains)))
                return Call(visited.Method.Name, target, visited.Arguments[0]);
            return target.Type == typeof(string) && visited.Type == typeof(bool)
                ? Expression.AndAlso(Expression.NotEqual(target, Expression.Constant(null, typeof(string))), visited)
                : visited;
        }

        private static MethodCallExpression Call(string name, Expression first, Expression second) =>
            Expression.Call(typeof(CompiledFilters).GetMethod(name, BindingFlags.Static | BindingFlags.NonPublic)!, first, second);
    }
}
