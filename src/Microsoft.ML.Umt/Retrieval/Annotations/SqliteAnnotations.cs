using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace Microsoft.ML.Umt.Retrieval.Annotations;

/// <summary>
/// The SQLite form of large corpora: table <c>annos(id, video or image, caption)</c> (spec umt-multi 4.1). The file is opened read-only and is not
/// trusted: nothing in its schema may run, and no value may be larger than the options allow.
/// </summary>
internal static class SqliteAnnotations
{
    private const string Table = "annos";

    public static IEnumerable<AnnotationRecord> Read(string path, VideoAnnotationOptions options)
    {
        using var rows = Run(path, options, () => new SqliteRows(Path.GetFullPath(path), options.MaxRecordBytes));
        for (long number = 0; Run(path, options, rows.Read); number++)
        {
            yield return new AnnotationRecord(number, [rows.Text(path, number, 0)])
            {
                IsImage = rows.IsImage,
                Captions = [rows.Text(path, number, 1)],
            };
        }
    }

    private static T Run<T>(string path, VideoAnnotationOptions options, Func<T> step)
    {
        try
        {
            return step();
        }
        catch (SqliteException error) when (error.SqliteErrorCode == SQLITE_TOOBIG)
        {
            throw AnnotationErrors.InFile(
                path, $"a value is larger than {options.MaxRecordBytes:N0} bytes; if that is right, raise {nameof(VideoAnnotationOptions.MaxRecordBytes)}.", error);
        }
        catch (SqliteException error)
        {
            throw AnnotationErrors.InFile(path, $"SQLite cannot read it: {error.Message}", error);
        }
    }

    private sealed class SqliteRows : IDisposable
    {
        private readonly SqliteConnection _connection;
        private readonly SqliteCommand _command;
        private readonly SqliteDataReader _reader;

        public SqliteRows(string path, int maxBytes)
        {
            // A full path is never taken for a "file:" address, whatever the file is called. Without a pool the file is free when the reader is done.
            _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
            try
            {
                _connection.Open();
                sqlite3_limit(_connection.Handle!, SQLITE_LIMIT_LENGTH, maxBytes);
                Execute("PRAGMA trusted_schema = OFF");
                Execute("PRAGMA query_only = ON");
                Execute("PRAGMA cell_size_check = ON");
                Execute("PRAGMA mmap_size = 0");
                var columns = Columns(path);
                IsImage = !columns.Contains("video");
                _command = _connection.CreateCommand();
                _command.CommandText = $"SELECT {(IsImage ? "image" : "video")}, caption FROM {Table}{(columns.Contains("id") ? " ORDER BY id" : "")}";
                _reader = _command.ExecuteReader();
            }
            catch
            {
                _connection.Dispose();
                throw;
            }
        }

        public bool IsImage { get; }

        public bool Read() => _reader.Read();

        public string Text(string path, long number, int column) =>
            _reader.GetValue(column) as string
            ?? throw AnnotationErrors.InRecord(path, number, $"\"{_reader.GetName(column)}\" must be text, found {_reader.GetDataTypeName(column)}{(_reader.IsDBNull(column) ? " NULL" : "")}.");

        public void Dispose()
        {
            _reader.Dispose();
            _command.Dispose();
            _connection.Dispose();
        }

        private HashSet<string> Columns(string path)
        {
            // A view or a virtual table could compute anything; annotations are a plain table.
            var tables = Query("SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'");
            if (!tables.Contains(Table, StringComparer.OrdinalIgnoreCase))
                throw AnnotationErrors.InFile(path, $"there is no table '{Table}'; {(tables.Count == 0 ? "there is none at all" : $"there are {string.Join(", ", tables.Take(12))}")}.");
            var columns = Query($"SELECT name FROM pragma_table_info('{Table}')").ToHashSet(StringComparer.OrdinalIgnoreCase);
            if (!columns.Contains("caption") || !(columns.Contains("video") || columns.Contains("image")))
                throw AnnotationErrors.InFile(path, $"table '{Table}' must have the columns 'caption' and 'video' or 'image'; it has {string.Join(", ", columns.Take(12))}.");
            return columns;
        }

        private void Execute(string text)
        {
            using var command = _connection.CreateCommand();
            command.CommandText = text;
            command.ExecuteNonQuery();
        }

        private List<string> Query(string text)
        {
            using var command = _connection.CreateCommand();
            command.CommandText = text;
            using var reader = command.ExecuteReader();
            var values = new List<string>();
            while (reader.Read())
                values.Add(reader.GetString(0));
            return values;
        }
    }
}
