#pragma once

#include <string_view>

namespace test {

/// A log as the package exports it; tests/bindings/saved.test.ts sees to it that this is so.
inline constexpr std::string_view bank_log =
    R"ndjson({"specversion":"1.0","id":"bank-log-1","source":"urn:cqrs:log:bank-log","type":"AccountOpened","subject":"account-a","time":"2024-02-29T12:00:00.000Z","datacontenttype":"application/json","position":1,"streamversion":1,"tags":"[\"account-a\"]","commandid":"open-a","commandhash":"706018715ab4ee9c591f3207c0b551aa","schemaversion":1,"schema":"{\"title\":\"AccountOpened\",\"type\":\"object\",\"properties\":{\"account\":{\"type\":\"string\",\"minLength\":1,\"maxLength\":64,\"description\":\"the account's id\"},\"owner\":{\"type\":\"string\",\"minLength\":1,\"maxLength\":200}},\"required\":[\"account\",\"owner\"],\"additionalProperties\":false}","data":{"account":"a","owner":"Ann"}}
{"specversion":"1.0","id":"bank-log-2","source":"urn:cqrs:log:bank-log","type":"AccountOpened","subject":"account-b","time":"2024-02-29T12:00:00.250Z","datacontenttype":"application/json","position":2,"streamversion":1,"tags":"[\"account-b\"]","schemaversion":1,"data":{"account":"b","owner":"Bob ☂"}}
{"specversion":"1.0","id":"bank-log-3","source":"urn:cqrs:log:bank-log","type":"MoneyDeposited","subject":"account-a","time":"2024-02-29T12:00:00.250Z","datacontenttype":"application/json","position":3,"streamversion":2,"tags":"[\"account-a\"]","commandid":"f81d4fae-7dec-41d0-a765-00a0c91e6bf6","commandhash":"855b57bb796155ea9812713af6bc10f3","correlationid":"story","metadata":"{\"by\":\"Ann\"}","schemaversion":1,"schema":"{\"title\":\"MoneyDeposited\",\"type\":\"object\",\"properties\":{\"account\":{\"type\":\"string\",\"minLength\":1,\"maxLength\":64,\"description\":\"the account's id\"},\"amount\":{\"type\":\"integer\",\"minimum\":1,\"maximum\":1000000000000,\"description\":\"minor units, such as cents\"}},\"required\":[\"account\",\"amount\"],\"additionalProperties\":false}","data":{"account":"a","amount":500}}
{"specversion":"1.0","id":"bank-log-4","source":"urn:cqrs:log:bank-log","type":"MoneyTransferred","subject":"account-a","time":"2024-03-01T12:00:00.250Z","datacontenttype":"application/json","position":4,"streamversion":3,"tags":"[\"account-a\",\"account-b\"]","causationid":"why","schemaversion":1,"schema":"{\"title\":\"MoneyTransferred\",\"type\":\"object\",\"properties\":{\"from\":{\"type\":\"string\",\"minLength\":1,\"maxLength\":64,\"description\":\"the account's id\"},\"to\":{\"type\":\"string\",\"minLength\":1,\"maxLength\":64,\"description\":\"the account's id\"},\"amount\":{\"type\":\"integer\",\"minimum\":1,\"maximum\":1000000000000,\"description\":\"minor units, such as cents\"}},\"required\":[\"from\",\"to\",\"amount\"],\"additionalProperties\":false}","data":{"from":"a","to":"b","amount":20}}
{"specversion":"1.0","id":"mine","source":"urn:cqrs:log:bank-log","type":"Noted","subject":"notes","time":"2024-03-01T12:00:00.250Z","datacontenttype":"application/json","position":5,"streamversion":1,"tags":"[\"notes\",\"x\"]","data":{"text":"hello"}}
)ndjson";

}  // namespace test
