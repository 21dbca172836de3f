using System.Linq.Expressions;
using System.Reflection;

namespace Microsoft.ML.Umt.Retrieval.Sql;

/// <summary>
/// A filter as a condition: comparisons with equality, <c>&amp;&amp;</c>, <c>||</c>, <c>!</c>, <c>StartsWith</c>, <c>EndsWith</c>, <c>Contains</c>,
/// <c>string.IsNullOrEmpty</c> and membership in a list, over key, path, title and metadata. Null means what it means in C#.
/// </summary>
internal sealed class SqlFilter(SqlDialect dialect, SqlParameters parameters)
{
    /// <exception cref="NotSupportedException">The filter has a part that the database cannot run.</exception>
    public string Condition(Expression<Func<VideoRecord, bool>> filter) => Condition(filter.Body);

    /// <summary>The column that an expression names, or null.</summary>
    public static string? Column(Expression expression) => expression switch
    {
        UnaryExpression { NodeType: ExpressionType.Convert or ExpressionType.TypeAs } cast => Column(cast.Operand),
        MemberExpression { Expression: ParameterExpression, Member.Name: nameof(VideoRecord.Key) } => "key",
        MemberExpression { Expression: ParameterExpression, Member.Name: nameof(VideoRecord.Path) } => "path",
        MemberExpression { Expression: ParameterExpression, Member.Name: nameof(VideoRecord.Title) } => "title",
        _ => null,
    };

    private string Condition(Expression expression)
    {
        switch (expression)
        {
            case BinaryExpression { NodeType: ExpressionType.AndAlso or ExpressionType.And } both:
                return $"({Condition(both.Left)} AND {Condition(both.Right)})";
            case BinaryExpression { NodeType: ExpressionType.OrElse or ExpressionType.Or } either:
                return $"({Condition(either.Left)} OR {Condition(either.Right)})";
            case UnaryExpression { NodeType: ExpressionType.Not } not:
                return $"NOT {Condition(not.Operand)}";
            case BinaryExpression { NodeType: ExpressionType.Equal } equal when equal.Left.Type == typeof(string):
                return $"({Text(equal.Left)} IS NOT DISTINCT FROM {Text(equal.Right)})";
            case BinaryExpression { NodeType: ExpressionType.NotEqual } unequal when unequal.Left.Type == typeof(string):
                return $"({Text(unequal.Left)} IS DISTINCT FROM {Text(unequal.Right)})";
            case MethodCallExpression call when Call(call) is { } condition:
                return condition;
            case { Type: var type } when type == typeof(bool) && IsConstant(expression):
                return (bool)Evaluate(expression)! ? "TRUE" : "FALSE";
            default:
                throw Unsupported(expression);
        }
    }

    private string? Call(MethodCallExpression call) => (call.Method.Name, call.Object, call.Arguments) switch
    {
        // starts_with, strpos and right are in DuckDB and PostgreSQL alike, and know no wildcards.
        ("StartsWith", { } text, [var part]) when AreTexts(text, part) => $"COALESCE(starts_with({Text(text)}, {Text(part)}), FALSE)",
        ("Contains", { } text, [var part]) when AreTexts(text, part) => $"COALESCE(strpos({Text(text)}, {Text(part)}) > 0 OR ({Text(text)} IS NOT NULL AND {Text(part)} = ''), FALSE)",
        ("EndsWith", { } text, [var part]) when AreTexts(text, part) => $"COALESCE(right({Text(text)}, CAST(length({Text(part)}) AS INTEGER)) = {Text(part)}, FALSE)",
        ("IsNullOrEmpty", null, [var text]) when call.Method.DeclaringType == typeof(string) => $"(COALESCE({Text(text)}, '') = '')",
        ("ContainsKey", { } metadata, [var name]) when IsMetadata(metadata) => $"({dialect.MetadataValue(Name(name), parameters)} IS NOT NULL)",
        ("Contains", null, [var list, var item]) => Membership(list, item),
        // A comparer of the caller's would be lost; none is what an optional argument looks like.
        ("Contains", null, [var list, var item, var comparer]) when IsConstant(comparer) && Evaluate(comparer) is null => Membership(list, item),
        ("Contains", { } list, [var item]) when list.Type != typeof(string) => Membership(list, item),
        _ => null,
    };

    private string? Membership(Expression list, Expression item)
    {
        // Arrays arrive as spans, which cannot be evaluated: what they were made from can.
        var source = list is MethodCallExpression { Method.Name: "op_Implicit", Arguments: [var array] } ? array : list;
        if (item.Type != typeof(string) || !IsConstant(source) || Evaluate(source) is not IEnumerable<string?> values)
            return null;
        var text = Text(item);
        string[] conditions = [.. values.Distinct(StringComparer.Ordinal).Select(value => $"{text} IS NOT DISTINCT FROM {TextParameter(value)}")];
        return conditions.Length == 0 ? "FALSE" : $"({string.Join(" OR ", conditions)})";
    }

    private string Text(Expression expression)
    {
        if (Column(expression) is { } column)
            return column;
        if (expression is MethodCallExpression { Method.Name: "get_Item", Object: { } metadata, Arguments: [var name] } && IsMetadata(metadata))
            return dialect.MetadataValue(Name(name), parameters);
        if (expression.Type == typeof(string) && IsConstant(expression))
            return TextParameter((string?)Evaluate(expression));
        throw Unsupported(expression);
    }

    // The type is said, because a null has none.
    private string TextParameter(string? value) => $"CAST({parameters.Add(value)} AS TEXT)";

    private static string Name(Expression expression) => IsConstant(expression) && Evaluate(expression) is string name ? name : throw Unsupported(expression);

    private static bool AreTexts(Expression first, Expression second) => first.Type == typeof(string) && second.Type == typeof(string);

    private static bool IsMetadata(Expression expression) => expression is MemberExpression { Expression: ParameterExpression, Member.Name: nameof(VideoRecord.Metadata) };

    private static bool IsConstant(Expression expression)
    {
        var search = new ParameterSearch();
        search.Visit(expression);
        return !search.Found;
    }

    private static object? Evaluate(Expression expression) => expression switch
    {
        ConstantExpression constant => constant.Value,
        // A captured variable: by far the most frequent, and not worth compiling.
        MemberExpression { Expression: ConstantExpression { Value: { } owner }, Member: FieldInfo field } => field.GetValue(owner),
        _ => Expression.Lambda<Func<object?>>(Expression.Convert(expression, typeof(object))).Compile(preferInterpretation: true)(),
    };

    private static NotSupportedException Unsupported(Expression expression) => new(
        $"The database cannot run '{expression}'. Filters over Key, Path, Title and Metadata[\"name\"] with ==, !=, &&, ||, !, StartsWith, EndsWith, Contains and lists are possible; filter the rest of the results yourself.");

    private sealed class ParameterSearch : ExpressionVisitor
    {
        public bool Found { get; private set; }

        protected override Expression VisitParameter(ParameterExpression node)
        {
            Found = true;
            return node;
        }
    }
}
