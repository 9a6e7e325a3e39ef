// libpq, loaded when a PostgreSQL URL is first opened, so that a start on another database never maps it and the
// program runs where it is not installed. Every call goes through this table.
#pragma once

#include <libpq-fe.h>

#include <span>
#include <string>

namespace dunlin::database::postgres {

// clang-format off
#define DUNLIN_PQ_REQUIRED(X)                                                                                    \
  X(PQlibVersion) X(PQconndefaults) X(PQconninfoFree) X(PQconnectStartParams) X(PQconnectPoll)                   \
  X(PQconnectdbParams) X(PQfinish) X(PQstatus) X(PQsocket) X(PQerrorMessage) X(PQserverVersion) X(PQbackendPID)  \
  X(PQtransactionStatus) X(PQsetnonblocking) X(PQflush) X(PQconsumeInput) X(PQisBusy) X(PQgetResult) X(PQclear)  \
  X(PQresultStatus) X(PQresultErrorMessage) X(PQresultErrorField) X(PQcmdStatus) X(PQcmdTuples) X(PQntuples)     \
  X(PQnfields) X(PQfname) X(PQftype) X(PQgetvalue) X(PQgetlength) X(PQgetisnull) X(PQsendQuery)                  \
  X(PQsendQueryParams) X(PQsetSingleRowMode) X(PQputCopyData) X(PQputCopyEnd) X(PQgetCopyData) X(PQfreemem)      \
  X(PQgetCancel) X(PQfreeCancel) X(PQcancel) X(PQsetNoticeReceiver) X(PQdb)     \
  X(PQconninfo) X(PQisnonblocking)
// Since 14; without them commands travel one by one.
#define DUNLIN_PQ_PIPELINE(X) \
  X(PQpipelineStatus) X(PQenterPipelineMode) X(PQexitPipelineMode) X(PQpipelineSync) X(PQsendFlushRequest)
// clang-format on

struct Client {
#define DUNLIN_PQ_POINTER(name) decltype(&::name) name = nullptr;
  DUNLIN_PQ_REQUIRED(DUNLIN_PQ_POINTER)
  DUNLIN_PQ_PIPELINE(DUNLIN_PQ_POINTER)
#undef DUNLIN_PQ_POINTER

  [[nodiscard]] bool pipelines() const {
    return PQenterPipelineMode && PQexitPipelineMode && PQpipelineSync && PQsendFlushRequest;
  }
};

/// Loads the library at the first call. Throws Error{connect} that names the package where it is missing.
[[nodiscard]] const Client& client();

/// Throws Error{refused} where the program itself is linked with another copy of libpq: a connection made by one copy
/// cannot be used by another.
void check_same_copy();

/// The same without keeping it: the first of these files that can be loaded.
[[nodiscard]] Client load_client(std::span<const char* const> files);

}  // namespace dunlin::database::postgres
